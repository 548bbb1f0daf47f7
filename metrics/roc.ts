import { ranking } from "./ranking.ts";
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
  const { order, correct, last } = sample.fixed(ranking);
  const { counts, total } = sample;
  // One point for each example that occurs, at most, the first, and one that is not kept.
  const most = Math.min(order.length, total) + 2;
  const truePositives = new Int32Array(most);
  const falsePositives = new Int32Array(most);
  let points = 1;
  let accepted = 0;
  let wrong = 0;
  let before = 0;
  for (let rank = 0; rank < order.length; rank++) {
    const weight = counts[order[rank]];
    accepted += weight;
    wrong += weight * (1 - correct[rank]);
    if (last[rank] === 0) continue;
    truePositives[points] = accepted - wrong;
    falsePositives[points] = wrong;
    // 1 where an example was accepted: the sign bit, because processors mispredict a branch at every other example.
    points += (before - accepted) >>> 31;
    before = accepted;
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
