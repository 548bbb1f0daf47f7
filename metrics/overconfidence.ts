import { accuracy } from "./accuracy.ts";
import { meanOf } from "./mean.ts";
import type { Metric } from "./metric.ts";
import { topLabel } from "./top-label.ts";

/**
 * Overconfidence: mean confidence minus accuracy. Positive is overconfident, negative underconfident; its magnitude is
 * the calibration error of a single bin, and never more than the ECE.
 *
 * @example
 * // Confidences 0.9 (wrong) and 0.8 (right): 0.85 - 0.5.
 * overconfidence.compute(createSample(predictionsFromProbabilities([0.9, 0.1, 0.8, 0.2], [1, 0], 2))) // 0.35
 */
export const overconfidence = {
  id: "overconfidence",
  name: "Overconf.",
  title: "mean confidence minus accuracy",
  source: "Thulasidasan et al. 2019, On Mixup Training, section 3 (there one-sided); the signed mean is common usage",
  unit: "%",
  better: "zero",
  range: [-1, 1],
  definition: { score: "msp" },
  version: 1,
  compute: (sample) => meanConfidence(sample) - accuracy.compute(sample),
} as const satisfies Metric;

const meanConfidence = meanOf((sample) => sample.fixed(topLabel).confidence);
