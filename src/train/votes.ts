import * as tf from "@tensorflow/tfjs-core";

/**
 * The rank of each number in its row, 1 for the largest; equal numbers share the best rank of their group:
 * 1 + how many are larger.
 *
 * @param scores [n, classes]
 */
export function ranks(scores: tf.Tensor): tf.Tensor {
  const larger = tf.greater(tf.expandDims(scores, 1), tf.expandDims(scores, 2));
  return tf.add(tf.sum(tf.cast(larger, "float32"), 2), 1);
}

/**
 * How many positions of each image have their largest logit at each class; of equal ones the first counts.
 *
 * @param logits [n, positions, classes]
 * @returns [n, classes]
 */
export function countVotes(logits: tf.Tensor): tf.Tensor {
  const classes = logits.shape[2] as number;
  return tf.sum(tf.cast(tf.oneHot(tf.cast(tf.argMax(logits, 2), "int32"), classes), "float32"), 1);
}
