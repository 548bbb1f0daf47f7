import {
  type ClassAverage,
  classAverages,
  logLosses,
  type Sample,
  squaredDistances,
  topLabel,
} from "../../metrics/index.ts";
import type { Predictions } from "../core/predictions.ts";
import { topClasses } from "../core/top-classes.ts";

/** Classes of an example's distribution that are kept. */
export const TOP = 5;

/** What became of each example under one condition: all that paired statistics of a finished run need. */
export interface Outcomes {
  /** Predicted class, the first of equal maxima. */
  readonly predicted: Int32Array;
  /** Largest softmax probability. */
  readonly confidence: Float32Array;
  /** 1 where the prediction is the label. */
  readonly correct: Uint8Array;
  /** -ln p(label). */
  readonly nll: Float32Array;
  /** Sum over classes of (p - onehot)^2. */
  readonly brier: Float32Array;
  readonly top5?: MostProbable;
  /** Of each class the mean answer. */
  readonly averages?: readonly ClassAverage[];
}

/** The most probable classes of each example and their probabilities, row-major [count, TOP]. */
export interface MostProbable {
  readonly classes: Int32Array;
  readonly probabilities: Float32Array;
}

/**
 * The per-example outcomes behind a sample's metrics.
 *
 * @param options.top5 whether the most probable classes are wanted too
 * @param options.averages whether each class's mean answer is
 */
export function outcomesOf(
  sample: Sample,
  options: { readonly top5?: boolean; readonly averages?: boolean } = {},
): Outcomes {
  const { predicted, confidence, correct } = sample.fixed(topLabel);
  return {
    predicted,
    confidence: Float32Array.from(confidence),
    correct,
    nll: Float32Array.from(sample.fixed(logLosses)),
    brier: Float32Array.from(sample.fixed(squaredDistances)),
    ...(options.top5 && { top5: mostProbable(sample.predictions) }),
    ...(options.averages && { averages: classAverages(sample.predictions, sample.superclasses) }),
  };
}

/** The most probable classes of each example; where there are fewer, the rest of a row is class -1 of probability 0. */
export function mostProbable({ probabilities, count, classes }: Predictions): MostProbable {
  const indices = new Int32Array(count * TOP).fill(-1);
  const values = new Float32Array(count * TOP);
  for (let example = 0; example < count; example++) {
    const row = probabilities.subarray(example * classes, (example + 1) * classes);
    topClasses(row, TOP).forEach((k, rank) => {
      indices[example * TOP + rank] = k;
      values[example * TOP + rank] = row[k];
    });
  }
  return { classes: indices, probabilities: values };
}
