import * as tf from "@tensorflow/tfjs-core";

/** Lengths below are taken for this one, as PyTorch's `normalize` does: a vector of zeros stays one. */
const LEAST_LENGTH = 1e-12;

/** Vectors divided by their Euclidean length. The gradient of a vector of zeros is finite. */
export function unitVectors<T extends tf.Tensor>(values: T, axis: number): T {
  // The square root of zero has no finite gradient: the maximum is taken before it.
  return tf.div(values, tf.sqrt(tf.maximum(tf.sum(tf.square(values), axis, true), LEAST_LENGTH ** 2)));
}
