import * as tf from "@tensorflow/tfjs-core";

/**
 * How far two branches are from each other: T^2 (1/n) sum_i [ KL(p_i || q_i) + KL(q_i || p_i) ] with
 * p_i = softmax(a_i / T), q_i = softmax(b_i / T) and KL(p || q) = sum_k p_k log(p_k / q_k). The two divergences
 * together are sum_k (p_k - q_k)(log p_k - log q_k), which is how they are computed. Gradients flow into both.
 *
 * Source: section "Method" of Intra-class Patch Swap for Self-Distillation; the symmetric form is this program's
 * reading (the formula's direction is not stated unambiguously). T^2 keeps gradients of one size over temperatures
 * (Hinton et al. 2015).
 *
 * @param first a, [n, classes]
 * @param second b, [n, classes]
 * @param temperature T > 0
 * @returns a scalar >= 0, in nats; 0 when the branches agree
 * @example mutualDistillation(tf.tensor2d([[1, 0]]), tf.tensor2d([[1, 0]]), 4).dataSync()[0] // 0
 */
export function mutualDistillation(first: tf.Tensor2D, second: tf.Tensor2D, temperature: number): tf.Scalar {
  const logP = tf.logSoftmax(tf.div(first, temperature));
  const logQ = tf.logSoftmax(tf.div(second, temperature));
  const divergence = tf.sum(tf.mul(tf.sub(tf.exp(logP), tf.exp(logQ)), tf.sub(logP, logQ)), 1);
  return tf.mul(tf.mean(divergence), temperature * temperature);
}
