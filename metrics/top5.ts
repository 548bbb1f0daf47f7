import { shareOf } from "./mean.ts";
import type { Metric } from "./metric.ts";
import type { Sample } from "./sample.ts";

const TOP = 5;

/**
 * Top-5 accuracy: the share of examples whose label is among the five most probable classes.
 *
 * Conventions: of equally probable classes the one with the lower index ranks first, so that top-1 by the same rule is
 * the accuracy. With five classes or fewer it is 1.
 *
 * @example top5.compute(createSample(predictionsFromLogits([6, 5, 4, 3, 2, 1], [5], 6))) // 0
 */
export const top5 = {
  id: "top5",
  name: "Top-5",
  title: "share of examples whose label is among the five most probable classes",
  source: "Russakovsky et al. 2015, ImageNet Large Scale Visual Recognition Challenge, section 4.1",
  unit: "%",
  better: "higher",
  range: [0, 1],
  definition: { top: TOP, ties: "first" },
  version: 1,
  headline: true,
  proportion: (sample) => sample.fixed(labelInTop),
  compute: shareOf(labelInTop),
} as const satisfies Metric;

/** 1 where the label is among the five; a fixed quantity. */
export function labelInTop({ predictions }: Sample): Uint8Array {
  const { probabilities, labels, count, classes } = predictions;
  if (probabilities.length === 0) throw new RangeError("outcomes without the five most probable classes have no top-5");
  return Uint8Array.from({ length: count }, (_, i) => {
    const row = i * classes;
    const label = labels[i];
    const probability = probabilities[row + label];
    let ahead = 0;
    for (let k = 0; k < classes; k++) {
      const other = probabilities[row + k];
      if (other > probability || (other === probability && k < label)) ahead++;
    }
    return ahead < TOP ? 1 : 0;
  });
}
