import { aurc } from "./aurc.ts";
import type { Metric } from "./metric.ts";
import { expectedRiskSums } from "./risk-coverage.ts";

/**
 * Excess area under the risk-coverage curve: what the order by confidence costs beyond the best possible order, so
 * that models of different accuracy can be compared.
 *
 * E-AURC = AURC - (r + (1 - r) ln(1 - r)), r the error rate; the subtracted term is the optimum for infinitely many
 * examples. For few examples it lies below the true optimum; the variant `exact-optimum` subtracts the finite one.
 *
 * Conventions: those of AURC. All wrong gives 0, the limit of the formula (the reference computes 0 times -Infinity).
 *
 * @example
 * // AURC 5/18 as in `aurc`, r = 1/3: 5/18 - (1/3 + (2/3) ln(2/3)) = 0.2148
 * eaurc.compute(createSample(predictionsFromProbabilities([0.9, 0.1, 0.8, 0.2, 0.7, 0.3], [0, 1, 0], 2))) // 0.2148
 */
export const eaurc = {
  id: "eaurc",
  name: "E-AURC",
  title: "AURC above that of the best possible order",
  source:
    "Geifman, Uziel and El-Yaniv 2019, Bias-Reduced Uncertainty Estimation, section 3; daintlab/confidence-aware-learning, metrics.py",
  unit: "x1000",
  better: "lower",
  range: [0, 1],
  definition: { score: "msp", ties: "expected", est: "mean", optimum: "limit" },
  version: 1,
  headline: true,
  compute: (sample) => aurc.compute(sample) - limitOptimum(sample.derived(expectedRiskSums).errors / sample.total),
} as const satisfies Metric;

/** AURC of the best order of infinitely many examples with this error rate: r + (1 - r) ln(1 - r). */
export function limitOptimum(errorRate: number): number {
  return errorRate === 1 ? 1 : errorRate + (1 - errorRate) * Math.log1p(-errorRate);
}
