import type { Metric } from "./metric.ts";
import { recalls } from "./recall.ts";

/**
 * Worst per-class recall: the accuracy on the examples of the class that fares worst.
 *
 * Conventions: a class without examples is left out. A minimum of noisy numbers is pessimistic where classes have few
 * examples; its interval takes that bias off as far as resampling can tell.
 *
 * @example
 * // Class 0: one of two right; class 1: one of one.
 * recallWorst.compute(createSample(predictionsFromProbabilities([0.9, 0.1, 0.2, 0.8, 0.3, 0.7], [0, 0, 1], 2))) // 0.5
 */
export const recallWorst = {
  id: "recall-worst",
  name: "Worst class",
  title: "accuracy on the class that fares worst",
  source: "Sagawa et al. 2020, Distributionally Robust Neural Networks (worst-group accuracy), groups being classes",
  unit: "%",
  better: "higher",
  range: [0, 1],
  definition: { over: "classes-min", empty: "skipped" },
  version: 1,
  biased: "value",
  compute: (sample) => Math.min(...recalls(sample)),
} as const satisfies Metric;
