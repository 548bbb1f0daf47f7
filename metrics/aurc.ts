import type { Metric } from "./metric.ts";
import { expectedRiskSums } from "./risk-coverage.ts";

/**
 * Area under the risk-coverage curve: the error rate among the most confident predictions, averaged over how many of
 * them are accepted.
 *
 * AURC = (1/n) sum over k = 1, ..., n of E_k / k, where E_k is the number of wrong predictions among the k most confident
 * of n. Score: maximum softmax probability, highest first.
 *
 * Conventions: equal confidences in expectation over all their orders, so that the order of the file does not matter.
 * All correct gives 0, all wrong gives 1.
 *
 * @example
 * // Confidences 0.9, 0.8, 0.7; the second is wrong: (0/1 + 1/2 + 1/3) / 3 = 5/18.
 * aurc.compute(createSample(predictionsFromProbabilities([0.9, 0.1, 0.8, 0.2, 0.7, 0.3], [0, 1, 0], 2))) // 0.2778
 */
export const aurc = {
  id: "aurc",
  name: "AURC",
  title: "area under the risk-coverage curve",
  source:
    "Geifman, Uziel and El-Yaniv 2019, Bias-Reduced Uncertainty Estimation, eq. 3; daintlab/confidence-aware-learning, metrics.py",
  unit: "x1000",
  better: "lower",
  range: [0, 1],
  definition: { score: "msp", ties: "expected", est: "mean" },
  version: 1,
  headline: true,
  compute: (sample) => sample.derived(expectedRiskSums).selective / sample.total,
} as const satisfies Metric;
