import type { StoredSplit } from "../../core/dataset.ts";
import { InputError } from "../../core/error.ts";
import { type Records, recordsInMemory } from "../records.ts";
import { imagesOf, labelsOf, type StoredImages } from "./image-array.ts";

/** The arrays of a split, and the labels of the others: they say which classes there are. */
export interface ArraySplit {
  /** Of the data, for results. */
  readonly name: string;
  readonly split: StoredSplit;
  readonly images: StoredImages;
  readonly labels: StoredImages;
  readonly otherLabels: readonly StoredImages[];
}

/**
 * Records of images and labels in arrays. Classes are the numbers from 0 to the largest label of any split, and are
 * called so.
 *
 * @throws InputError where there is not one label for each image
 */
export function recordsOfArrays({ name, split, images: stored, labels: of, otherLabels }: ArraySplit): Records {
  const { count, height, width, pixels, grey } = imagesOf(stored);
  const labels = labelsOf(of);
  if (labels.length !== count) {
    throw new InputError(of.subject, { expected: `${count} labels, one for each image`, got: `${labels.length}` });
  }
  const largest = [labels, ...otherLabels.map(labelsOf)].reduce(
    (most, list) => list.reduce((more, label) => Math.max(more, label), most),
    0,
  );
  const note = "The images are grey: each is shown with three equal channels.";
  return recordsInMemory(
    {
      name,
      split,
      count,
      height,
      width,
      classes: Array.from({ length: largest + 1 }, (_, label) => `${label}`),
      labels,
      trueLabels: labels,
      ...(grey && { notes: () => [note] }),
    },
    pixels,
  );
}
