import * as tf from "@tensorflow/tfjs-core";

/**
 * Cross-entropy against soft targets, averaged over the batch: (1/n) sum_i -sum_k t_ik log softmax(z_i)_k.
 *
 * @param logits z, [n, classes]
 * @param targets t, [n, classes], rows that sum to one
 * @returns a scalar >= 0, in nats
 * @example crossEntropy(tf.tensor2d([[0, 0]]), tf.tensor2d([[1, 0]])).dataSync()[0] // 0.6931: log 2
 */
export function crossEntropy(logits: tf.Tensor2D, targets: tf.Tensor2D): tf.Scalar {
  return tf.mean(tf.neg(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), 1)));
}
