import { basename } from "node:path";
import type { StoredSplit } from "../../core/dataset.ts";
import { InputError } from "../../core/error.ts";
import { type NpzFile, openNpz } from "../npz.ts";
import type { Records } from "../records.ts";
import { recordsOfArrays } from "./array-records.ts";
import type { StoredImages } from "./image-array.ts";

/** What the arrays of a split are called: by Keras, and by MedMNIST. */
const NAMES: Readonly<Record<StoredSplit | "validation", readonly (readonly [images: string, labels: string])[]>> = {
  train: [
    ["x_train", "y_train"],
    ["train_images", "train_labels"],
  ],
  test: [
    ["x_test", "y_test"],
    ["test_images", "test_labels"],
  ],
  validation: [
    ["x_val", "y_val"],
    ["val_images", "val_labels"],
  ],
};

/**
 * One split of a NumPy archive of images: `x_train`, `y_train`, `x_test`, `y_test`, as Keras keeps MNIST, or
 * `train_images`, `train_labels`, ... as MedMNIST does.
 *
 * @throws InputError naming the arrays that are there, where those of the split are not
 */
export async function readNpzSet(path: string, split: StoredSplit): Promise<Records> {
  const archive = await openNpz(path);
  const wanted = NAMES[split].find((names) => names.every((name) => archive.names.includes(name)));
  if (wanted === undefined) {
    throw new InputError(path, {
      expected: `the ${split} split: arrays called ${NAMES[split].map((names) => names.join(" and ")).join(", or ")}`,
      got: archive.names.length === 0 ? "no array" : `arrays called ${archive.names.slice(0, 12).join(", ")}`,
      remedy: `Save it with numpy.savez(path, ${NAMES[split][0].map((name) => `${name}=...`).join(", ")}).`,
    });
  }
  const others = Object.values(NAMES)
    .flat()
    .map(([, labels]) => labels)
    .filter((labels) => labels !== wanted[1] && archive.names.includes(labels));
  return recordsOfArrays({
    name: basename(path).replace(/\.npz$/i, ""),
    split,
    images: arrayOf(archive, wanted[0], path),
    labels: arrayOf(archive, wanted[1], path),
    otherLabels: others.map((labels) => arrayOf(archive, labels, path)),
  });
}

function arrayOf(archive: NpzFile, name: string, path: string): StoredImages {
  return { subject: `${path}, ${name}`, ...archive.read(name) };
}
