import type { CifarLayout } from "./cifar-layout.ts";

const CLASSES = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];
const VEHICLES = ["airplane", "automobile", "ship", "truck"];

/**
 * CIFAR-10 (Krizhevsky, 2009): a label byte, the pixels. The records name no superclass; the two here, animals and
 * vehicles, are the split that every one of its classes falls into.
 */
export const CIFAR_10: CifarLayout = {
  name: "cifar10",
  folder: "cifar-10-batches-bin",
  files: {
    train: ["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"],
    test: ["test_batch.bin"],
  },
  labelBytes: 1,
  classes: { file: "batches.meta.txt", official: CLASSES },
  superclasses: {
    official: ["animals", "vehicles"],
    of: CLASSES.map((name) => (VEHICLES.includes(name) ? 1 : 0)),
  },
};
