import { type Drawn, sumOverImages } from "../images/drawn.ts";
import type { SegmentationCounts } from "./counts.ts";

/** Pixels of each class over the images drawn, void pixels of the truth left out. */
export interface Overlap {
  /** Predicted as the class that is true: n_cc. */
  readonly both: Float64Array;
  /** True: the sum of the row, what was predicted as no class included. */
  readonly truth: Float64Array;
  /** Predicted: the sum of the column. */
  readonly predicted: Float64Array;
  /** Predicted where the truth is void. */
  readonly inVoid: Float64Array;
  /** All that are scored. */
  readonly total: number;
}

/** Sums of the confusion matrix over the images drawn. A derived quantity. */
export function overlapOf(drawn: Drawn<SegmentationCounts>): Overlap {
  const { classes, confusion } = drawn.counts;
  const width = classes + 1;
  const sums = sumOverImages(confusion, width * width, drawn.weights);
  const [both, truth, predicted] = [0, 1, 2].map(() => new Float64Array(classes));
  let total = 0;
  for (let row = 0; row < classes; row++) {
    both[row] = sums[row * width + row];
    for (let column = 0; column < width; column++) {
      const pixels = sums[row * width + column];
      truth[row] += pixels;
      if (column < classes) predicted[column] += pixels;
      total += pixels;
    }
  }
  const inVoid = sums.slice(classes * width, classes * width + classes);
  return { both, truth, predicted, inVoid, total };
}

/** n_cc / (true + predicted - n_cc) of each class; NaN where it neither is true nor was predicted. */
export function iouOf({ both, truth, predicted }: Overlap): Float64Array {
  return both.map((pixels, k) => pixels / (truth[k] + predicted[k] - pixels));
}

/** n_cc / true of each class (its recall); NaN where it is never true. */
export function accuracyOf({ both, truth }: Overlap): Float64Array {
  return both.map((pixels, k) => pixels / truth[k]);
}

/** Mean of the values that are defined; NaN where none is. */
export function meanDefined(values: Float64Array): number {
  let [sum, count] = [0, 0];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return sum / count;
}
