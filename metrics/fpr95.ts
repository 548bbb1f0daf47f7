import type { Metric } from "./metric.ts";
import { isCorner, rocPoints } from "./roc.ts";

const TARGET = 0.95;

/**
 * False positive rate at 95 % true positive rate of misclassification detection: when the confidence threshold accepts
 * about 95 % of the correct predictions, the share of the wrong ones that it accepts too.
 *
 * Positive class: a *correct* prediction (the out-of-distribution metric of the same name has another). Score: maximum
 * softmax probability. The corner of the ROC curve whose true positive rate is nearest 0.95 is taken, the first of
 * equals (from high thresholds to low), without interpolation; equal confidences are one threshold.
 *
 * Conventions: NaN where nothing is wrong. Where nothing is correct no threshold has a true positive rate, and the
 * strictest, which accepts nothing, is taken: 0, as the reference.
 *
 * @example
 * // Confidences 0.9, 0.8, 0.7; the second is wrong. Corners (FPR, TPR): (0,0) (0,1/2) (1,1/2) (1,1); nearest: (1,1).
 * fpr95.compute(createSample(predictionsFromProbabilities([0.9, 0.1, 0.8, 0.2, 0.7, 0.3], [0, 1, 0], 2))) // 1
 */
export const fpr95 = {
  id: "fpr95",
  name: "FPR95",
  title: "share of wrong predictions accepted where 95 % of the correct ones are",
  source: "daintlab/confidence-aware-learning, metrics.py, on scikit-learn's roc_curve",
  unit: "%",
  better: "lower",
  range: [0, 1],
  definition: { pos: "correct", score: "msp", tpr: TARGET, est: "nearest-corner" },
  version: 1,
  headline: true,
  compute(sample) {
    const roc = sample.derived(rocPoints);
    const { truePositives, falsePositives, positives, negatives } = roc;
    if (negatives === 0) return NaN;
    if (positives === 0) return 0;
    const distance = (i: number) => Math.abs(truePositives[i] / positives - TARGET);
    // True positives never fall from point to point: the nearest corner is the last one below the target or the first
    // one above it.
    const beyond = firstAbove(truePositives, positives);
    let above = beyond;
    while (!isCorner(roc, above)) above++;
    let below = beyond - 1;
    while (!isCorner(roc, below)) below--;
    // The first of equals.
    for (let i = below - 1; truePositives[i] === truePositives[below]; i--) if (isCorner(roc, i)) below = i;
    return falsePositives[distance(above) < distance(below) ? above : below] / negatives;
  },
} as const satisfies Metric;

/** The first point whose true positive rate is above the target, which the last one's is. */
function firstAbove(truePositives: Int32Array, positives: number): number {
  let low = 0;
  let high = truePositives.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (truePositives[middle] / positives > TARGET) high = middle;
    else low = middle + 1;
  }
  return low;
}
