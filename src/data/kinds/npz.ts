import { readNpzSet } from "../arrays/npz-set.ts";
import type { DatasetKind } from "./kind.ts";

/** See `readNpzSet`. */
export const npz = {
  id: "npz",
  usage: "npz:PATH",
  title: "a NumPy archive with x_train, y_train, x_test, y_test, or train_images, train_labels, ... as MedMNIST has",
  shuffled: false,
  recognise: ({ path, start }) => /\.npz$/i.test(path) && start.toString("latin1", 0, 2) === "PK",
  read: (path, split) => readNpzSet(path, split),
} as const satisfies DatasetKind;
