import * as tf from "@tensorflow/tfjs-core";

/** A tensor repeated to a larger shape, as NumPy broadcasts it. */
export function expanded(x: tf.Tensor, shape: readonly number[]): tf.Tensor {
  if (x.rank === shape.length && x.shape.every((size, axis) => size === shape[axis])) return x;
  // TensorFlow.js differentiates a repetition of up to four dimensions, and a product of any.
  if (shape.length > 4) return tf.mul(x, tf.fill([...shape], 1));
  const from = tf.reshape(x, [...new Array<number>(shape.length - x.rank).fill(1), ...x.shape]);
  return tf.tile(
    from,
    shape.map((size, axis) => size / from.shape[axis]),
  );
}
