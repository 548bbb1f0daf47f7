import { collectSegmentation, labelCounter, type SegmentationCounts } from "../../../metrics/index.ts";
import { InputError } from "../../core/error.ts";
import { inOrder } from "../../core/in-order.ts";
import { centreCrop } from "../../data/dense/centre-crop.ts";
import { type LabelMap, readLabelMap } from "../../data/dense/label-map.ts";
import type { LabelRecord, LabelSet } from "../../data/dense/label-set.ts";
import type { LabelReading } from "./label-reading.ts";

/** Label maps of the truth, and those that were predicted for them. */
interface Folders {
  readonly records: readonly LabelRecord[];
  /** [record] */
  readonly predicted: readonly string[];
  readonly folder: string;
  readonly set: LabelSet;
  readonly reading: LabelReading;
  /** Where given, the truth is brought to jfzhang95's centre crop of this side before it is compared. */
  readonly crop: number | undefined;
}

/** Images that are read while one is counted: memory holds these and no more, however many there are. */
const AHEAD = 3;

/**
 * Counts the pixels of each image, one image after the other.
 *
 * @throws InputError naming the file whose size or labels do not fit
 */
export async function countFolder({ records, predicted, set, reading, crop }: Folders): Promise<SegmentationCounts> {
  const count = labelCounter(reading.rules);
  const tasks = records.map(({ path }, i) => async () => {
    const [truth, prediction] = await Promise.all([readLabelMap(path, set.coding), readLabelMap(predicted[i])]);
    return { truth: crop === undefined ? truth : centreCrop(truth, crop), prediction };
  });
  const parts: { confusion: Float64Array }[] = [];
  for await (const { truth, prediction } of inOrder(tasks, AHEAD)) {
    const [of, file] = [records[parts.length].path, predicted[parts.length]];
    requireSameSize(truth, prediction, file, crop === undefined ? of : `the centre crop of ${of}`);
    parts.push({ confusion: inFile({ truth: of, prediction: file }, () => count(truth.labels, prediction.labels)) });
  }
  return collectSegmentation(reading.rules.classes, parts);
}

function requireSameSize(truth: LabelMap, prediction: LabelMap, file: string, of: string): void {
  if (truth.height === prediction.height && truth.width === prediction.width) return;
  throw new InputError(file, {
    expected: `${truth.width} x ${truth.height} pixels, as ${of}`,
    got: `${prediction.width} x ${prediction.height}`,
    remedy: "Enlarge the network's logits to the truth's size and take the largest then; labels must not be resized.",
  });
}

function inFile<T>(files: { readonly truth: string; readonly prediction: string }, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    const [of, ...rest] = cause.subject.split(",");
    const file = of === "truth" ? files.truth : files.prediction;
    throw new InputError([file, ...rest].join(","), cause.details, { cause });
  }
}
