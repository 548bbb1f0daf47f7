import { CIFAR_10 } from "../cifar/cifar10.ts";
import { readCifar } from "../cifar/read-cifar.ts";
import { recogniseCifar } from "../cifar/recognise-cifar.ts";
import type { DatasetKind } from "./kind.ts";

/** See `readCifar`. */
export const cifar10 = {
  id: "cifar10",
  usage: "cifar10:PATH",
  title: "CIFAR-10, binary or python version: its folder or the official .tar.gz",
  shuffled: true,
  recognise: (place) => recogniseCifar(CIFAR_10, place),
  read: (path, split) => readCifar(CIFAR_10, path, split),
} as const satisfies DatasetKind;
