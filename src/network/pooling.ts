import * as tf from "@tensorflow/tfjs-core";
import { named, sequential } from "./combine.ts";
import type { Layer } from "./layer.ts";
import { LOWEST, padImages } from "./pad-images.ts";
import { flatten, identity, stateless } from "./stateless.ts";

/** The mean over rows and columns: [batch, channels]. */
export const globalAverage: Layer = {
  ...stateless((input) => tf.mean(input, [1, 2])),
  write: (input, form, name) => form.globalAverage(input, name),
};

/**
 * What turns the last map into the features that the classifier sees. PyTorch repositories have no common names for the
 * two, so both are taps of these names in every network.
 */
const pooling = (pool: Layer, name = "pooled"): Layer => sequential(named("pre-pool", identity), named(name, pool));

/** Means over rows and columns as features: [batch, channels]. */
export const pooledAverage = (name?: string): Layer => pooling(globalAverage, name);
/** Every position's channels as features: [batch, channels x height x width]. */
export const pooledPositions: Layer = pooling(flatten);

/**
 * `nn.AdaptiveAvgPool2d`: cell i of n is the mean of rows floor(i h / n) up to, without, ceil((i + 1) h / n) of h; columns
 * alike.
 */
export function adaptiveAverage(cells: number): Layer {
  return stateless((input) => {
    const [batch, height, width, channels] = input.shape;
    if (height === cells && width === cells) return input;
    const rows = tf.matMul(averaging(batch, cells, height), tf.reshape(input, [batch, height, width * channels]));
    const columns = tf.matMul(
      averaging(batch * cells, cells, width),
      tf.reshape(rows, [batch * cells, width, channels]),
    );
    return tf.reshape(columns, [batch, cells, cells, channels]);
  });
}

/** Row i of this [cells, size] matrix, repeated, averages what adaptive pooling averages for cell i. */
function averaging(copies: number, cells: number, size: number): tf.Tensor {
  const matrix = new Float32Array(cells * size);
  for (let cell = 0; cell < cells; cell++) {
    const from = Math.floor((cell * size) / cells);
    const to = Math.ceil(((cell + 1) * size) / cells);
    matrix.fill(1 / (to - from), cell * size + from, cell * size + to);
  }
  return tf.tile(tf.tensor3d(matrix, [1, cells, size]), [copies, 1, 1]);
}

/** `nn.MaxPool2d`. */
export function maxPool(size: number, stride: number, padding = 0): Layer {
  const around = [padding, padding] as const;
  return {
    ...stateless((input) => tf.maxPool(padImages(input, around, around, LOWEST), size, stride, "valid")),
    write: (input, form, name) => form.maxPool(input, { size, stride, padding }, name),
  };
}

/** `nn.AvgPool2d` with its default of counting the padding; TensorFlow.js' own padding does not count. */
export function averagePool(size: number, stride: number, padding: number): Layer {
  const around = [padding, padding] as const;
  return {
    ...stateless((input) => tf.avgPool(padImages(input, around, around), size, stride, "valid")),
    write: (input, form, name) => form.averagePool(input, { size, stride, padding }, name),
  };
}
