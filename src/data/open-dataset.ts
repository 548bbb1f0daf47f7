import type { Dataset, StoredSplit } from "../core/dataset.ts";
import { InputError } from "../core/error.ts";
import { type ChannelReading, inGrey } from "./channel-reading.ts";
import { isLabelSet } from "./dense/label-set.ts";
import type { FolderOptions } from "./folder/image-records.ts";
import type { DatasetKind } from "./kinds/kind.ts";
import { lookAt } from "./kinds/place.ts";
import { DATASET_KINDS } from "./kinds.ts";
import { type PackPlace, packedRecords } from "./packed-images.ts";
import { type Preprocess, squareOf } from "./preprocess/preprocess.ts";
import { preprocessedRecords } from "./preprocess/preprocessed-records.ts";
import { identified, type Records } from "./records.ts";
import { checkedLimit, mixedOrder, stratifiedIndices, subsetRecords } from "./subset.ts";

export interface OpenOptions extends FolderOptions {
  /** Side in pixels: the largest centred square of each image is cut out and resized to it. Not with `preprocess`. */
  readonly imageSize?: number | undefined;
  readonly split: StoredSplit;
  /**
   * Share of the training split that is held out, in (0, 1), for choosing options without looking at the test split: the
   * training split is then the rest, and what is held out stands in the test split's place. The choice depends on the
   * labels alone, and every class keeps its share.
   */
  readonly validation?: number | undefined;
  /**
   * Only so many records: the first of a set whose records come shuffled, as everybody takes "the first 500 of CIFAR";
   * of one that is sorted by class, some of every class (see `stratifiedIndices`).
   */
  readonly limit?: number | undefined;
  /**
   * Records in an order in which the first n are a fair sample, whatever n: a set that is sorted by class is mixed, in
   * an order that depends on its labels alone (see `mixedOrder`). For whoever measures some of the set under one
   * condition and all of it under another.
   */
  readonly mixed?: boolean;
  /** Default: as they are. */
  readonly channels?: ChannelReading | undefined;
  /** Where images that are too many for memory are kept decoded. Default: nowhere, they are decoded at each read. */
  readonly packs?: PackPlace | undefined;
  /** Key of the choice that `limit` makes. Default 0. */
  readonly seed?: number | string;
}

/**
 * Opens a data set by the name a user gives: `emoji`, `KIND:PATH` with one of `DATASET_KINDS`, or a path alone, whose
 * kind is then found by looking.
 *
 * @throws InputError on a name that is none of these, on a missing or needless path, and on whatever is wrong with
 * the data itself
 * @example
 * const test = await openDataset("emoji", { split: "test", limit: 100 });
 * test.count // 100
 */
export async function openDataset(spec: string, options: OpenOptions): Promise<Dataset> {
  const { kind, path } = await findKind(spec);
  const { imageSize, classOrder } = options;
  if (imageSize !== undefined && !(Number.isInteger(imageSize) && imageSize >= 1 && imageSize <= MAX_IMAGE_SIZE)) {
    throw new InputError("`imageSize`", { expected: `a whole number in [1, ${MAX_IMAGE_SIZE}]`, got: `${imageSize}` });
  }
  if (classOrder !== undefined && kind.files === undefined) {
    throw new InputError("`classOrder`", {
      expected: "a folder of images, whose classes have an order of names",
      got: kind.id,
    });
  }
  const preprocess = preprocessOf(options);
  const found = await readSplit(kind, path, { ...options, preprocess });
  const prepared = options.preprocess === undefined ? found : preprocessedRecords(found, options.preprocess);
  const records = options.channels === "grey" ? inGrey(prepared) : prepared;
  if (imageSize !== undefined && (records.height !== imageSize || records.width !== imageSize)) {
    throw new InputError("`imageSize`", {
      expected: `${records.height}, the size of ${kind.id}, or a folder of images, which can be resized`,
      got: `${imageSize}`,
    });
  }
  const indices = chosenRecords(records, kind.shuffled, options);
  if (options.skipUnreadable && records.unreadable !== undefined) return readable(records, indices, options.packs);
  return packed(indices === undefined ? records : subsetRecords(records, indices), options.packs);
}

async function packed(records: Records, packs: PackPlace | undefined): Promise<Dataset> {
  return identified(packs === undefined ? records : await packedRecords(records, packs));
}

function preprocessOf({ preprocess, imageSize }: OpenOptions): Preprocess | undefined {
  if (imageSize === undefined) return preprocess;
  if (preprocess === undefined) return squareOf(imageSize);
  throw new InputError("`imageSize`", {
    expected: "nothing beside `preprocess`, which says the size too",
    got: `${imageSize}`,
    remedy: `Leave it out, or write \`preprocess\` square,stretch=${imageSize}.`,
  });
}

/** The records of a split; see `validation`. */
async function readSplit(kind: DatasetKind, path: string, options: OpenOptions): Promise<Records> {
  const { split, validation } = options;
  if (validation === undefined) return kind.read(path, split, options);
  if (!(validation > 0 && validation < 1)) {
    throw new InputError("`validation`", { expected: "a share inside (0, 1), such as 0.1", got: `${validation}` });
  }
  const records = await kind.read(path, "train", options);
  const { trueLabels, classes, count } = records;
  const held = Math.min(count - 1, Math.max(1, Math.round(validation * count)));
  const order = mixedOrder(trueLabels, classes.length, "validation");
  return split === "train"
    ? subsetRecords(records, order.slice(held).sort())
    : { ...subsetRecords(records, order.slice(0, held).sort()), split: "validation" };
}

/** The kind of data set that a name means, and its path. */
export async function findKind(spec: string): Promise<{ readonly kind: DatasetKind; readonly path: string }> {
  if (isLabelSet(spec)) {
    throw new InputError("`dataset`", {
      expected: "images that have a class each",
      got: `"${spec}", images with label maps`,
      remedy: "These are measured by the commands safety and metrics; nothing else works on them yet.",
    });
  }
  const named = DATASET_KINDS.find(({ id }) => id === spec.split(":", 1)[0]);
  const path = named === undefined ? spec : spec.slice(named.id.length + 1);
  const hasPath = named?.recognise !== undefined;
  if (named !== undefined && hasPath === (path !== "") && hasPath === spec.includes(":")) return { kind: named, path };
  // A folder may be called like a kind, but then what was said is the kind.
  if (named !== undefined) throw new InputError("`dataset`", { expected: named.usage, got: `"${spec}"` });
  const place = spec === "" ? undefined : await lookAt(spec).catch(() => undefined);
  if (place === undefined) {
    throw new InputError("`dataset`", {
      expected: `the path of a data set, or one of ${usages().join(", ")}`,
      got: `"${spec}", where nothing is that can be read`,
    });
  }
  for (const kind of DATASET_KINDS) if (await kind.recognise?.(place)) return { kind, path: spec };
  const matlab = place.start.toString("latin1", 0, 6) === "MATLAB";
  throw new InputError(spec, {
    expected: "a data set of a kind that is known by its look",
    got: matlab ? "a file of MATLAB, which is not read" : "a file of another kind",
    remedy: matlab ? CONVERT_MATLAB : `Say which kind it is: ${usages().join(", ")}.`,
  });
}

/** SVHN's files: images last, label 10 for the digit 0. */
const CONVERT_MATLAB =
  "SVHN becomes an archive that is, with python -c \"import numpy, scipy.io as s; a, b = s.loadmat('train_32x32.mat'), s.loadmat('test_32x32.mat'); numpy.savez('svhn.npz', x_train=a['X'].transpose(3, 0, 1, 2), y_train=a['y'] % 10, x_test=b['X'].transpose(3, 0, 1, 2), y_test=b['y'] % 10)\".";

/** Files that are named where some cannot be read. */
const NAMED = 3;

/** Those of the chosen records that can be read; a note says how many cannot. */
async function readable(
  records: Records,
  chosen: Int32Array | undefined,
  packs: PackPlace | undefined,
): Promise<Dataset> {
  const indices = chosen ?? Int32Array.from({ length: records.count }, (_, index) => index);
  const problems = (await records.unreadable?.(indices)) ?? [];
  const skipped = indices.filter((_, i) => problems[i] !== undefined);
  if (skipped.length === 0) return packed(subsetRecords(records, indices), packs);
  if (skipped.length === indices.length) {
    throw new InputError(records.name, {
      expected: "an image that can be read",
      got: `none of ${indices.length}: ${problems[0]}`,
    });
  }
  const whole = indices.filter((_, i) => problems[i] === undefined);
  const dataset = await packed(subsetRecords(records, whole), packs);
  const examples = [...skipped.subarray(0, NAMED)].map((index) => records.exampleId(index).name);
  const more = skipped.length > NAMED ? ", ..." : "";
  const note = `Left out (\`skipUnreadable\`): ${skipped.length} of ${indices.length} images, which cannot be read (${examples.join(", ")}${more}).`;
  return { ...dataset, notes: () => [note, ...(dataset.notes?.() ?? [])] };
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
