import * as tf from "@tensorflow/tfjs-core";
import type { Layer } from "./layer.ts";
import { tapped } from "./tap.ts";
import { weightSpec } from "./weight.ts";

/** PyTorch's default of BatchNorm2d. */
export const BATCH_NORM_EPSILON = 1e-5;
/** Share of the old average that a training step keeps: PyTorch's `momentum=0.1`, seen from the other side. */
export const MOVING_AVERAGE_KEPT = 0.9;

/**
 * `nn.BatchNorm2d`: (x - mean) / sqrt(variance + epsilon) * scale + shift per channel. In inference mean and variance are
 * the averages in the file; in training those of the batch, the variance divided by n. The average over batches takes in
 * variances that are divided by n - 1, as PyTorch's does, where n counts the positions of all images of a batch. (Of one
 * position alone, which PyTorch refuses, it takes in 0.)
 */
export function batchNorm(name: string, channels: number, epsilon = BATCH_NORM_EPSILON): Layer {
  const [scale, shift, mean, variance] = (["scale", "shift", "mean", "variance"] as const).map((role) =>
    weightSpec(name, role, [channels]),
  );
  return {
    weights: [scale, shift, mean, variance],
    apply: (input, { weight, hook, noteStatistics }) => {
      const batch = noteStatistics === undefined ? undefined : tf.moments(input, [0, 1, 2]);
      const known = batch ?? { mean: weight(mean.name), variance: weight(variance.name) };
      if (batch !== undefined) {
        noteStatistics?.(mean.name, batch.mean);
        const count = input.size / channels;
        noteStatistics?.(variance.name, tf.mul(batch.variance, count / Math.max(1, count - 1)));
      }
      const output = tf.batchNorm(
        input as tf.Tensor4D,
        known.mean as tf.Tensor1D,
        known.variance as tf.Tensor1D,
        weight(shift.name) as tf.Tensor1D,
        weight(scale.name) as tf.Tensor1D,
        epsilon,
      );
      return tapped(name, output, hook);
    },
    write: (input, form) => form.batchNorm(input, name, epsilon),
  };
}
