import * as tf from "@tensorflow/tfjs-core";

/**
 * Rounding to the nearest integer, halves to the even one, whose gradient is that of the identity. The gradient of
 * rounding is zero almost everywhere, and an attack along it goes nowhere; taking the gradient of what the rounding
 * stands for instead is the usual white-box attack on a quantised network. Where a quantiser clips, the gradient is
 * zero all the same.
 *
 * Sources: Bengio, Leonard and Courville 2013, arXiv:1308.3432 (the straight-through estimator);
 * Athalye, Carlini and Wagner 2018, arXiv:1802.00420, section 4.1 (backward pass differentiable approximation).
 */
export function roundStraightThrough(x: tf.Tensor): tf.Tensor {
  const operation = tf.customGrad((value) => ({
    value: tf.round(value as tf.Tensor),
    gradFunc: (dy: tf.Tensor) => [dy],
  }));
  return operation(x);
}
