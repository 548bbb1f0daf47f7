import type { Dataset } from "../core/dataset.ts";
import { InputError } from "../core/error.ts";
import { DATASET_KINDS } from "./kinds.ts";
import { identified, type Records } from "./records.ts";
import { checkedLimit, mixedOrder, stratifiedIndices, subset } from "./subset.ts";

export interface OpenOptions {
  readonly split: Dataset["split"];
  /**
   * Only so many records: the first of a set whose records come shuffled, as everybody takes "the first 500 of CIFAR";
   * of one that is sorted by class, some of every class (see `stratifiedIndices`).
   */
  readonly limit?: number;
  /**
   * Records in an order in which the first n are a fair sample, whatever n: a set that is sorted by class is mixed, in
   * an order that depends on its labels alone (see `mixedOrder`). For whoever measures some of the set under one
   * condition and all of it under another.
   */
  readonly mixed?: boolean;
  /** Key of the choice that `limit` makes. Default 0. */
  readonly seed?: number | string;
  /** Side in pixels to which a folder's images are resized and cropped. */
  readonly imageSize?: number;
}

/**
 * Opens a data set by the name a user gives: `emoji`, `cifar10:PATH`, `cifar100:PATH` or `folder:PATH`.
 *
 * @throws InputError on a name that is none of these, on a missing or needless path, and on whatever is wrong with
 * the data itself
 * @example
 * const test = await openDataset("emoji", { split: "test", limit: 100 });
 * test.count // 100
 */
export async function openDataset(spec: string, options: OpenOptions): Promise<Dataset> {
  const colon = spec.indexOf(":");
  const id = colon === -1 ? spec : spec.slice(0, colon);
  const path = colon === -1 ? "" : spec.slice(colon + 1);
  const kind = DATASET_KINDS.find((candidate) => candidate.id === id);
  if (kind === undefined) {
    throw new InputError("data set", { expected: `one of ${usages().join(", ")}`, got: `"${spec}"` });
  }
  if (kind.needsPath !== (path !== "")) {
    throw new InputError("data set", { expected: kind.usage, got: `"${spec}"` });
  }
  const { split, imageSize } = options;
  if (imageSize !== undefined && !(Number.isInteger(imageSize) && imageSize >= 1 && imageSize <= MAX_IMAGE_SIZE)) {
    throw new InputError("--image-size", { expected: `a whole number in 1...${MAX_IMAGE_SIZE}`, got: `${imageSize}` });
  }
  const records = await kind.read(path, { split, ...(imageSize === undefined ? {} : { imageSize }) });
  if (imageSize !== undefined && (records.height !== imageSize || records.width !== imageSize)) {
    throw new InputError("--image-size", {
      expected: `${records.height}, the size of ${id}, or a folder of images, which can be resized`,
      got: `${imageSize}`,
    });
  }
  const indices = chosenRecords(records, kind.shuffled, options);
  return indices === undefined ? identified(records) : subset(records, indices);
}

/** Which records, in which order; undefined: all of them as they are. */
function chosenRecords(records: Records, shuffled: boolean, options: OpenOptions): Int32Array | undefined {
  const { count, trueLabels, classes } = records;
  const { mixed = false, seed = 0 } = options;
  const limit = Math.min(count, checkedLimit(options.limit ?? count));
  if (mixed && !shuffled) return mixedOrder(trueLabels, classes.length, "mixed").subarray(0, limit);
  if (limit === count) return undefined;
  if (shuffled) return Int32Array.from({ length: limit }, (_, index) => index);
  return stratifiedIndices(trueLabels, classes.length, limit, seed);
}

const MAX_IMAGE_SIZE = 1024;

/** How each kind is written, with what it is: for help texts. */
export function datasetHelp(): readonly { readonly usage: string; readonly title: string }[] {
  return DATASET_KINDS.map(({ usage, title }) => ({ usage, title }));
}

function usages(): readonly string[] {
  return DATASET_KINDS.map(({ usage }) => usage);
}
