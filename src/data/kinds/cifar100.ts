import { CIFAR_100 } from "../cifar/cifar100.ts";
import { readCifar } from "../cifar/read-cifar.ts";
import { recogniseCifar } from "../cifar/recognise-cifar.ts";
import type { DatasetKind } from "./kind.ts";

/** See `readCifar`. */
export const cifar100 = {
  id: "cifar100",
  usage: "cifar100:PATH",
  title: "CIFAR-100, binary or python version: its folder or the official .tar.gz",
  shuffled: true,
  recognise: (place) => recogniseCifar(CIFAR_100, place),
  read: (path, split) => readCifar(CIFAR_100, path, split),
} as const satisfies DatasetKind;
