import type * as tf from "@tensorflow/tfjs-core";
import { averagePool, type PoolAxis } from "./average-pool.ts";

/**
 * Mean over windows as TensorFlow pools: padding `same` gives ceil(input / stride) results, its odd element comes
 * after, and what is padded does not count.
 */
export function averagePoolPadded(
  images: tf.Tensor4D,
  size: readonly [number, number],
  strides: readonly [number, number],
  padding: "same" | "valid",
): tf.Tensor4D {
  const axis = (i: 0 | 1): PoolAxis => {
    const input = images.shape[1 + i];
    const [kernel, stride] = [size[i], strides[i]];
    const output = padding === "same" ? Math.ceil(input / stride) : Math.floor((input - kernel) / stride) + 1;
    const total = padding === "same" ? Math.max(0, (output - 1) * stride + kernel - input) : 0;
    const before = Math.floor(total / 2);
    return { kernel, stride, before, after: total - before, beyond: 0, output };
  };
  return averagePool(images, [axis(0), axis(1)], false);
}
