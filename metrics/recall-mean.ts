import { mean } from "simple-statistics";
import type { Metric } from "./metric.ts";
import { recalls } from "./recall.ts";

/**
 * Mean per-class recall (balanced accuracy): the accuracy on each class's examples, averaged over classes.
 *
 * Conventions: a class without examples is left out. Equals the accuracy where classes are of one size.
 *
 * @example
 * // Class 0: one of two right; class 1: one of one.
 * recallMean.compute(createSample(predictionsFromProbabilities([0.9, 0.1, 0.2, 0.8, 0.3, 0.7], [0, 0, 1], 2))) // 0.75
 */
export const recallMean = {
  id: "recall-mean",
  name: "Recall",
  title: "accuracy on each class's examples, averaged over classes",
  source: "Brodersen et al. 2010, The Balanced Accuracy and Its Posterior Distribution",
  unit: "%",
  better: "higher",
  range: [0, 1],
  definition: { over: "classes-mean", empty: "skipped" },
  version: 1,
  compute: (sample) => mean(recalls(sample)),
} as const satisfies Metric;
