import { topClasses } from "../src/core/top-classes.ts";
import { meanOf } from "./mean.ts";
import type { Metric } from "./metric.ts";
import type { Sample } from "./sample.ts";

const TOP = 5;

/**
 * Probability that the five most probable classes put inside the label's superclass: how far a model's second thoughts
 * stay among relatives.
 *
 * mass = (1/n) sum over examples of the sum of p_k over those of the five most probable classes k whose superclass is
 * the label's. The label's own probability counts.
 *
 * Conventions: of equally probable classes the one with the lower index ranks first. Needs superclasses.
 *
 * @example
 * // Superclasses {0, 1} and {2}; label 0; probabilities 0.6, 0.3, 0.1: 0.6 + 0.3.
 * superclassMass.compute(createSample(predictionsFromProbabilities([0.6, 0.3, 0.1], [0], 3), { superclasses })) // 0.9
 */
export const superclassMass = {
  id: "superclass-mass",
  name: "Super-mass",
  title: "probability that the top five put inside the label's superclass",
  source: "this project, for the claim of Intra-class Patch Swap about class relationships (predictive distributions)",
  unit: "%",
  better: "higher",
  range: [0, 1],
  definition: { top: TOP, ties: "first" },
  version: 1,
  wholeDistribution: true,
  needs: "superclasses",
  compute: meanOf(massInside),
} as const satisfies Metric;

function massInside({ predictions, superclasses }: Sample): Float64Array {
  const { probabilities, labels, count, classes } = predictions;
  const of = superclasses?.of ?? new Int32Array(classes);
  return Float64Array.from({ length: count }, (_, i) => {
    const row = probabilities.subarray(i * classes, (i + 1) * classes);
    let mass = 0;
    for (const k of topClasses(row, TOP)) if (of[k] === of[labels[i]]) mass += row[k];
    return mass;
  });
}
