import { shareOf } from "./mean.ts";
import type { Metric } from "./metric.ts";
import { topLabel } from "./top-label.ts";

/**
 * Top-1 accuracy: the share of examples whose most probable class is the label.
 *
 * Conventions: of equally probable classes the first counts as predicted.
 *
 * @example accuracy.compute(createSample(predictionsFromLogits([2, 1, 2, 1], [0, 1], 2))) // 0.5
 */
export const accuracy = {
  id: "accuracy",
  name: "Accuracy",
  title: "share of examples whose most probable class is the label",
  source: "common usage; first maximum as numpy.argmax",
  unit: "%",
  better: "higher",
  range: [0, 1],
  definition: { top: 1, ties: "first" },
  version: 1,
  headline: true,
  proportion: (sample) => sample.fixed(topLabel).correct,
  compute: shareOf((sample) => sample.fixed(topLabel).correct),
} as const satisfies Metric;
