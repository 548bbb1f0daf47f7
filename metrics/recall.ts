import type { Sample } from "./sample.ts";
import { topLabel } from "./top-label.ts";

/** Examples of each class and how many of them are predicted right. */
export interface ClassCounts {
  readonly count: Float64Array;
  readonly correct: Float64Array;
}

/** A derived quantity. */
export function classCounts(sample: Sample): ClassCounts {
  const { labels, classes } = sample.predictions;
  const { correct } = sample.fixed(topLabel);
  const counts = { count: new Float64Array(classes), correct: new Float64Array(classes) };
  for (let i = 0; i < labels.length; i++) {
    counts.count[labels[i]] += sample.counts[i];
    counts.correct[labels[i]] += sample.counts[i] * correct[i];
  }
  return counts;
}

/** Recall of each class that has examples. */
export function recalls(sample: Sample): number[] {
  const { count, correct } = sample.derived(classCounts);
  return Array.from(count, (examples, k) => correct[k] / examples).filter((recall) => !Number.isNaN(recall));
}
