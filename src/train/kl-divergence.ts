import * as tf from "@tensorflow/tfjs-core";

/**
 * Kullback-Leibler divergence of two rows of distributions, averaged over the batch:
 * (1/n) sum_i sum_k p_ik (log p_ik - log q_ik).
 *
 * @param logP log p, [n, classes], rows of logarithms of probabilities; -Infinity is not allowed
 * @param logQ log q, likewise
 * @returns a scalar >= 0, in nats
 */
export function klDivergence(logP: tf.Tensor2D, logQ: tf.Tensor2D): tf.Scalar {
  return tf.mean(tf.sum(tf.mul(tf.exp(logP), tf.sub(logP, logQ)), 1));
}
