import * as tf from "@tensorflow/tfjs-core";
import type { InputSpec, TensorFunction } from "../../../src/engine/index.ts";
import { numbers } from "../compare.ts";

/** A function that needs one kernel, and the inputs that it is tried on. */
export type Row = readonly [kernel: string, title: string, fn: TensorFunction, inputs: readonly InputSpec[]];

export const f = (...shape: number[]): InputSpec => ({ shape });
export const i = (...shape: number[]): InputSpec => ({ shape, dtype: "int32" });

export const image = (x: tf.Tensor) => x as tf.Tensor4D;
export const positive = (x: tf.Tensor) => tf.add(tf.abs(x), 0.1);
/** Gradient with respect to the first input, of a sum weighted by `dy` so that every place counts differently. */
export const gradientOf = (fn: (x: tf.Tensor) => tf.Tensor) => (x: tf.Tensor) =>
  tf.grad((point) => {
    const y = fn(point);
    return tf.sum(tf.mul(y, tf.reshape(tf.tensor1d(numbers(y.size, 77)), y.shape)));
  })(x);
