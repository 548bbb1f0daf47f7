import type { Superclasses } from "../src/core/dataset.ts";
import type { Predictions } from "../src/core/predictions.ts";
import { topClasses } from "../src/core/top-classes.ts";

const TOP = 5;

/** The mean predictive distribution over the examples of a class. */
export interface ClassAverage {
  /** Examples of the class. */
  readonly count: number;
  /** The five classes of the largest mean probability, the largest first; empty where the class has no example. */
  readonly top: readonly { readonly class: number; readonly probability: number }[];
  /** Superclass mass of the examples' own top five, averaged; null without superclasses or examples. */
  readonly superclassMass: number | null;
}

/**
 * Of each class the mean predictive distribution over all its examples (the paper's figure 2): its five largest entries,
 * and the superclass mass of the examples' own top five (`superclass-mass.ts`), averaged over the class.
 *
 * @returns one for each class, in their order
 */
export function classAverages(
  { probabilities, labels, classes, count }: Predictions,
  superclasses?: Superclasses,
): readonly ClassAverage[] {
  const sums = new Float64Array(classes * classes);
  const masses = new Float64Array(classes);
  const examples = new Int32Array(classes);
  for (let row = 0; row < count; row++) {
    const label = labels[row];
    const answer = probabilities.subarray(row * classes, (row + 1) * classes);
    examples[label]++;
    for (let k = 0; k < classes; k++) sums[label * classes + k] += answer[k];
    if (superclasses === undefined) continue;
    const { of } = superclasses;
    for (const k of topClasses(answer, TOP)) if (of[k] === of[label]) masses[label] += answer[k];
  }
  return Array.from(examples, (number, label) => {
    if (number === 0) return { count: 0, top: [], superclassMass: null };
    const mean = sums.subarray(label * classes, (label + 1) * classes).map((sum) => sum / number);
    return {
      count: number,
      top: topClasses(mean, TOP).map((k) => ({ class: k, probability: Math.min(1, mean[k]) })),
      superclassMass: superclasses === undefined ? null : Math.min(1, masses[label] / number),
    };
  });
}
