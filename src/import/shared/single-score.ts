import * as tf from "@tensorflow/tfjs-core";
import type { ImportedModel } from "./imported-model.ts";

/** Classes that a number of scores tells apart: one score is that of the second of two. */
export const classesOf = (scores: number): number => (scores === 1 ? 2 : scores);

/**
 * Rows of scores [batch, scores] as logits of classes. A single score s becomes the logits (0, s): their softmax is
 * (1 - sigmoid(s), sigmoid(s)).
 */
export function asLogits(scores: tf.Tensor2D): tf.Tensor2D {
  if (scores.shape[1] !== 1) return scores;
  return tf.concat([tf.zeros(scores.shape), scores], 1) as tf.Tensor2D;
}

/** What is to be known about a network with one score. */
export function singleScoreNotes(scores: number, output: ImportedModel["output"]): readonly string[] {
  if (scores !== 1) return [];
  return [
    output === "probabilities"
      ? "It gives one probability for each image: taken as that of the second of two classes."
      : "It gives one score for each image: taken as the logit of the second of two classes, whose probability is its sigmoid.",
  ];
}
