import { isCifar101, readCifar101 } from "../arrays/cifar10-1.ts";
import type { DatasetKind } from "./kind.ts";

/** See `readCifar101`. */
export const cifar101 = {
  id: "cifar10.1",
  usage: "cifar10.1:PATH",
  title: "CIFAR-10.1: the folder of cifar10.1_v6_data.npy and cifar10.1_v6_labels.npy (or v4)",
  shuffled: false,
  recognise: ({ names }) => isCifar101(names),
  read: (path, split) => readCifar101(path, split),
} as const satisfies DatasetKind;
