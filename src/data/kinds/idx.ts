import { readIdxSet } from "../arrays/idx-set.ts";
import type { DatasetKind } from "./kind.ts";

/** See `readIdxSet`. */
export const idx = {
  id: "idx",
  usage: "idx:PATH",
  title: "MNIST and its relatives: the folder of the IDX files, packed with gzip or not",
  shuffled: false,
  recognise: ({ names }) => names.some((name) => /(train|t10k|test)-images[-.]idx3-ubyte(\.gz)?$/i.test(name)),
  read: (path, split) => readIdxSet(path, split),
} as const satisfies DatasetKind;
