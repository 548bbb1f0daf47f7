import type { CifarLayout } from "./cifar-layout.ts";

const CLASSES = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];
const VEHICLES = ["airplane", "automobile", "ship", "truck"];

/**
 * CIFAR-10 (Krizhevsky, 2009): ten classes. The records name no superclass; the two here, animals and
 * vehicles, are the split that every one of its classes falls into.
 */
export const CIFAR_10: CifarLayout = {
  name: "cifar10",
  folder: "cifar-10-batches-bin",
  archive: "cifar-10-binary.tar.gz",
  files: {
    train: ["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"],
    test: ["test_batch.bin"],
  },
  labelBytes: 1,
  python: {
    folder: "cifar-10-batches-py",
    archive: "cifar-10-python.tar.gz",
    files: {
      train: ["data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5"],
      test: ["test_batch"],
    },
    labels: "labels",
    meta: { file: "batches.meta", classes: "label_names" },
  },
  classes: { file: "batches.meta.txt", official: CLASSES },
  superclasses: {
    official: ["animals", "vehicles"],
    of: CLASSES.map((name) => (VEHICLES.includes(name) ? 1 : 0)),
  },
};
