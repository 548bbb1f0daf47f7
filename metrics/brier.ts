import { meanOf } from "./mean.ts";
import type { Metric } from "./metric.ts";
import type { Sample } from "./sample.ts";

/**
 * Brier score: the squared distance between the predicted distribution and the label.
 *
 * Brier = (1/n) sum over examples i, classes k of (p_ik - y_ik)^2, where p is the probability and y is 1 for the label
 * and 0 elsewhere.
 *
 * Conventions: the sum over classes, not their mean; with two classes it is twice the score of the positive class.
 *
 * @example brier.compute(createSample(predictionsFromProbabilities([0.9, 0.1], [0], 2))) // 0.02
 */
export const brier = {
  id: "brier",
  name: "Brier",
  title: "squared distance between predicted distribution and label",
  source: "Brier 1950, Verification of Forecasts Expressed in Terms of Probability, eq. 2",
  unit: "%",
  better: "lower",
  range: [0, 2],
  definition: { over: "classes-sum" },
  version: 1,
  headline: true,
  perExample: (sample) => sample.fixed(squaredDistances),
  compute: meanOf(squaredDistances),
} as const satisfies Metric;

/** Each example's squared distance; a fixed quantity. */
export function squaredDistances({ predictions }: Sample): Float64Array {
  const { probabilities, labels, count, classes } = predictions;
  const distances = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < classes; k++) {
      const gap = probabilities[i * classes + k] - (k === labels[i] ? 1 : 0);
      distances[i] += gap * gap;
    }
  }
  return distances;
}
