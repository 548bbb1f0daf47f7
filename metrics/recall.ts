import { additiveArrays } from "./additive.ts";
import type { Sample } from "./sample.ts";
import { topLabel } from "./top-label.ts";

/** Examples of each class and how many of them are predicted right. */
export interface ClassCounts {
  readonly count: Float64Array;
  readonly correct: Float64Array;
}

/** A derived quantity. */
export const classCounts = additiveArrays((sample): ClassCounts => {
  const { labels, classes } = sample.predictions;
  const { correct } = sample.fixed(topLabel);
  const counts = { count: new Float64Array(classes), correct: new Float64Array(classes) };
  const { length, rows, weights } = sample.occurring;
  for (let at = 0; at < length; at++) {
    const row = rows[at];
    counts.count[labels[row]] += weights[at];
    counts.correct[labels[row]] += weights[at] * correct[row];
  }
  return counts;
});

/** Recall of each class that has examples. */
export function recalls(sample: Sample): number[] {
  const { count, correct } = sample.derived(classCounts);
  const recalls: number[] = [];
  for (let k = 0; k < count.length; k++) if (count[k] > 0) recalls.push(correct[k] / count[k]);
  return recalls;
}
