import type { Metric } from "./metric.ts";
import { rocPoints } from "./roc.ts";

/**
 * Area under the precision-recall curve of error detection: when predictions are rejected from the least confident up,
 * how pure the rejected are, averaged over the errors found.
 *
 * AP = sum over thresholds t of (R_t - R_(t-1)) P_t, where R_t is the share of all errors that are rejected at t and P_t
 * the share of the rejected that are errors. No interpolation (average precision).
 *
 * Positive class: a *wrong* prediction. Score: minus the maximum softmax probability; equal confidences are one
 * threshold. 0 where nothing is wrong, as the reference.
 *
 * @example
 * // Confidences 0.9, 0.8, 0.7; the second is wrong: found at the second rejection, of which half are errors.
 * auprError.compute(createSample(predictionsFromProbabilities([0.9, 0.1, 0.8, 0.2, 0.7, 0.3], [0, 1, 0], 2))) // 0.5
 */
export const auprError = {
  id: "aupr-error",
  name: "AUPR-err",
  title: "average precision of finding errors by low confidence",
  source: "daintlab/confidence-aware-learning, metrics.py, on scikit-learn's average_precision_score",
  unit: "%",
  better: "higher",
  range: [0, 1],
  definition: { pos: "error", score: "msp", est: "average-precision" },
  version: 1,
  compute(sample) {
    const { truePositives, falsePositives, positives, negatives } = sample.derived(rocPoints);
    if (negatives === 0) return 0;
    let area = 0;
    // The points run from accepting nothing to accepting everything; what is not accepted is rejected.
    for (let i = truePositives.length - 2; i >= 0; i--) {
      const found = negatives - falsePositives[i];
      const rejected = found + positives - truePositives[i];
      area += (falsePositives[i + 1] - falsePositives[i]) * (found / rejected);
    }
    return area / negatives;
  },
} as const satisfies Metric;
