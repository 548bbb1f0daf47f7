import * as tf from "@tensorflow/tfjs-core";

/** Less than anything a network computes, and finite: the gradient of a pool multiplies it by zero. */
export const LOWEST = -3.4e38;

/**
 * Images with rows above and below and columns before and after them. An operation of its own, because libtensorflow's
 * binding knows no padding by a number in convolutions and pools.
 */
export function padImages(
  images: tf.Tensor4D,
  rows: readonly [number, number],
  columns: readonly [number, number],
  value = 0,
): tf.Tensor4D {
  if ([...rows, ...columns].every((size) => size === 0)) return images;
  return tf.pad(images, [[0, 0], [...rows], [...columns], [0, 0]], value);
}
