import { ranking } from "./ranking.ts";
import type { Sample } from "./sample.ts";

/**
 * Operating points of "accept when confident" from the strictest threshold to none: how many correct (true positives)
 * and wrong predictions (false positives) are accepted. The first point accepts nothing, the last everything.
 */
export interface Roc {
  readonly truePositives: Float64Array;
  readonly falsePositives: Float64Array;
  /** Number of correct predictions. */
  readonly positives: number;
  /** Number of wrong predictions. */
  readonly negatives: number;
}

/** One point for each distinct confidence. A derived quantity. */
export function rocPoints(sample: Sample): Roc {
  const { order, correct, last } = sample.fixed(ranking);
  const { counts } = sample;
  const truePositives = new Float64Array(order.length + 1);
  const falsePositives = new Float64Array(order.length + 1);
  let points = 1;
  let accepted = 0;
  let wrong = 0;
  let before = 0;
  for (let rank = 0; rank < order.length; rank++) {
    const weight = counts[order[rank]];
    accepted += weight;
    if (correct[rank] === 0) wrong += weight;
    if (last[rank] === 0 || accepted === before) continue;
    truePositives[points] = accepted - wrong;
    falsePositives[points] = wrong;
    points++;
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
 * The points where the curve turns. As scikit-learn's roc_curve (drop_intermediate) has it: a point goes if the step to
 * it equals the step from it, and the first and the last threshold stay. A derived quantity.
 */
export function rocCorners(sample: Sample): Roc {
  const { truePositives, falsePositives, positives, negatives } = sample.derived(rocPoints);
  const length = truePositives.length;
  const keptTrue = new Float64Array(length);
  const keptFalse = new Float64Array(length);
  let kept = 0;
  for (let i = 0; i < length; i++) {
    const turns =
      i <= 1 ||
      i === length - 1 ||
      truePositives[i] - truePositives[i - 1] !== truePositives[i + 1] - truePositives[i] ||
      falsePositives[i] - falsePositives[i - 1] !== falsePositives[i + 1] - falsePositives[i];
    if (!turns) continue;
    keptTrue[kept] = truePositives[i];
    keptFalse[kept] = falsePositives[i];
    kept++;
  }
  return {
    truePositives: keptTrue.subarray(0, kept),
    falsePositives: keptFalse.subarray(0, kept),
    positives,
    negatives,
  };
}
