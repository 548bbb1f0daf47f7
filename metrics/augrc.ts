import type { Metric } from "./metric.ts";
import { expectedRiskSums } from "./risk-coverage.ts";

/**
 * Area under the generalised risk-coverage curve: the risk that an accepted prediction is wrong (both at once), averaged
 * over coverage. Unlike AURC it does not weigh the few most confident predictions above all others.
 *
 * AUGRC = (1/n) sum over k = 1, ..., n of E_k / n, where E_k is the number of wrong predictions among the k most confident
 * of n. Score: maximum softmax probability, highest first.
 *
 * Conventions: equal confidences in expectation over their orders. All correct gives 0, all wrong (n + 1) / 2n.
 *
 * @example
 * // Confidences 0.9, 0.8, 0.7; the second is wrong: (0 + 1 + 1) / 9.
 * augrc.compute(createSample(predictionsFromProbabilities([0.9, 0.1, 0.8, 0.2, 0.7, 0.3], [0, 1, 0], 2))) // 0.2222
 */
export const augrc = {
  id: "augrc",
  name: "AUGRC",
  title: "area under the generalised risk-coverage curve",
  source: "Traub et al. 2024, Overcoming Common Flaws in the Evaluation of Selective Classification Systems, eq. 7",
  unit: "x1000",
  better: "lower",
  range: [0, 1],
  definition: { score: "msp", ties: "expected", est: "mean" },
  version: 1,
  headline: true,
  compute: (sample) => sample.derived(expectedRiskSums).cumulative / sample.total ** 2,
} as const satisfies Metric;
