import { rankedOccurrences } from "./ranked.ts";
import type { Sample } from "./sample.ts";

/**
 * Operating points of "accept when confident" from the strictest threshold to none: how many correct (true positives)
 * and wrong predictions (false positives) are accepted. The first point accepts nothing, the last everything.
 */
export interface Roc {
  readonly truePositives: Int32Array;
  readonly falsePositives: Int32Array;
  /** Number of correct predictions. */
  readonly positives: number;
  /** Number of wrong predictions. */
  readonly negatives: number;
}

/** One point for each distinct confidence. A derived quantity. */
export function rocPoints(sample: Sample): Roc {
  const { length, ranks, weights, ranking } = sample.derived(rankedOccurrences);
  const { correct, group } = ranking;
  // At most one for each example that occurs, and the first.
  const truePositives = new Int32Array(length + 1);
  const falsePositives = new Int32Array(length + 1);
  let points = 1;
  let accepted = 0;
  let wrong = 0;
  for (let at = 0; at < length; at++) {
    const rank = ranks[at];
    accepted += weights[at];
    wrong += weights[at] * (1 - correct[rank]);
    if (group[rank] === group[ranks[at + 1]]) continue;
    truePositives[points] = accepted - wrong;
    falsePositives[points] = wrong;
    points++;
  }
  return {
    truePositives: truePositives.subarray(0, points),
    falsePositives: falsePositives.subarray(0, points),
    positives: accepted - wrong,
    negatives: wrong,
  };
}

/**
 * Whether the curve turns at a point. As scikit-learn's roc_curve (drop_intermediate) has it: a point goes if the step to
 * it equals the step from it; the first and the last threshold stay, and the point that accepts nothing.
 */
export function isCorner({ truePositives, falsePositives }: Roc, i: number): boolean {
  return (
    i <= 1 ||
    i === truePositives.length - 1 ||
    truePositives[i] - truePositives[i - 1] !== truePositives[i + 1] - truePositives[i] ||
    falsePositives[i] - falsePositives[i - 1] !== falsePositives[i + 1] - falsePositives[i]
  );
}
