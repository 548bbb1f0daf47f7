import * as tf from "@tensorflow/tfjs-core";
import type { Layer } from "./layer.ts";
import { stateless } from "./stateless.ts";

/**
 * `nn.Upsample(scale_factor=2, mode="bilinear")`: position i of 2n takes from i / 2 - 1/4 of n, and of the border what
 * lies beyond it. In matrix products, because TensorFlow.js has no gradient of its own resizing that is exact.
 */
export const doubleBilinear: Layer = stateless((input) => {
  const [batch, height, width, channels] = input.shape;
  const rows = tf.matMul(doubling(batch, height), tf.reshape(input, [batch, height, width * channels]));
  const columns = tf.matMul(
    doubling(batch * 2 * height, width),
    tf.reshape(rows, [batch * 2 * height, width, channels]),
  );
  return tf.reshape(columns, [batch, 2 * height, 2 * width, channels]);
});

/** The weights of n positions in each of 2n, [copies, 2n, n]. */
function doubling(copies: number, size: number): tf.Tensor {
  const matrix = new Float32Array(2 * size * size);
  for (let position = 0; position < 2 * size; position++) {
    const from = Math.max(0, position / 2 - 0.25);
    const below = Math.floor(from);
    const above = Math.min(size - 1, below + 1);
    matrix[position * size + below] += 1 - (from - below);
    matrix[position * size + above] += from - below;
  }
  return tf.tile(tf.tensor3d(matrix, [1, 2 * size, size]), [copies, 1, 1]);
}
