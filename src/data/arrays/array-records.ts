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
  /** Names of the classes, where they are known. Default: their numbers, up to the largest label of any split. */
  readonly classes?: readonly string[];
}

/**
 * Records of images and labels in arrays.
 *
 * @throws InputError where there is not one label for each image, or a label has no class
 */
export function recordsOfArrays({
  name,
  split,
  images: stored,
  labels: of,
  otherLabels,
  classes,
}: ArraySplit): Records {
  const { count, height, width, pixels, grey } = imagesOf(stored);
  const labels = labelsOf(of);
  if (labels.length !== count) {
    throw new InputError(of.subject, { expected: `${count} labels, one for each image`, got: `${labels.length}` });
  }
  const largest = [labels, ...otherLabels.map(labelsOf)].reduce(
    (most, list) => list.reduce((more, label) => Math.max(more, label), most),
    0,
  );
  if (classes !== undefined && largest >= classes.length) {
    throw new InputError(of.subject, { expected: `labels in 0...${classes.length - 1}`, got: `${largest}` });
  }
  const note = "The images are grey: each is shown with three equal channels.";
  return recordsInMemory(
    {
      name,
      split,
      count,
      height,
      width,
      classes: classes ?? Array.from({ length: largest + 1 }, (_, label) => `${label}`),
      labels,
      trueLabels: labels,
      ...(grey && { notes: () => [note] }),
    },
    pixels,
  );
}
