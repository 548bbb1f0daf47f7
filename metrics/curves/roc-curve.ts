import { rocPoints } from "../roc.ts";
import type { Sample } from "../sample.ts";
import { distinctConfidences } from "./risk-coverage-curve.ts";

/** An operating point of misclassification detection; positive is a correct prediction. */
export interface RocPoint {
  /** The least confident accepted; Infinity where nothing is. */
  readonly threshold: number;
  /** Share of the wrong predictions accepted; NaN where nothing is wrong. */
  readonly falsePositiveRate: number;
  /** Share of the correct predictions accepted; NaN where nothing is correct. */
  readonly truePositiveRate: number;
}

/** The ROC curve behind `auroc` and `fpr95`, a point for each distinct confidence, from accepting nothing. */
export function rocCurve(sample: Sample): readonly RocPoint[] {
  const { truePositives, falsePositives, positives, negatives } = sample.derived(rocPoints);
  return [Number.POSITIVE_INFINITY, ...distinctConfidences(sample)].map((threshold, i) => ({
    threshold,
    falsePositiveRate: falsePositives[i] / negatives,
    truePositiveRate: truePositives[i] / positives,
  }));
}
