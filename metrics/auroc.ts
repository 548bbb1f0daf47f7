import type { Metric } from "./metric.ts";
import { rocPoints } from "./roc.ts";

/**
 * Area under the ROC curve of misclassification detection: the probability that a correct prediction is more confident
 * than a wrong one.
 *
 * Positive class: a correct prediction (swapping the classes and the score's sign gives the same area). Score: maximum
 * softmax probability. Equal confidences count one half. NaN where nothing, or everything, is correct.
 *
 * @example
 * // Confidences 0.9, 0.8, 0.7; the second is wrong: of the pairs (0.9, 0.8) and (0.7, 0.8) one is in order.
 * auroc.compute(createSample(predictionsFromProbabilities([0.9, 0.1, 0.8, 0.2, 0.7, 0.3], [0, 1, 0], 2))) // 0.5
 */
export const auroc = {
  id: "auroc",
  name: "AUROC",
  title: "probability that a correct prediction is more confident than a wrong one",
  source:
    "Hendrycks and Gimpel 2017, A Baseline for Detecting Misclassified and Out-of-Distribution Examples, section 2",
  unit: "%",
  better: "higher",
  range: [0, 1],
  definition: { pos: "correct", score: "msp", ties: "half" },
  version: 1,
  compute(sample) {
    const { truePositives, falsePositives, positives, negatives } = sample.derived(rocPoints);
    let area = 0;
    for (let i = 1; i < truePositives.length; i++) {
      area += (falsePositives[i] - falsePositives[i - 1]) * (truePositives[i] + truePositives[i - 1]);
    }
    return area / 2 / (positives * negatives);
  },
} as const satisfies Metric;
