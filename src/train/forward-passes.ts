import * as tf from "@tensorflow/tfjs-core";
import type { ForwardPasses } from "./method.ts";

/**
 * Logits of each branch of a step.
 *
 * @param images the branches that go through the network, one after the other
 * @param branches how many they are
 * @param network logits of a batch of images in training mode
 */
export function branchLogits(
  passes: ForwardPasses,
  images: tf.Tensor,
  branches: number,
  network: (images: tf.Tensor) => tf.Tensor2D,
): tf.Tensor2D[] {
  if (branches === 1) return [network(images)];
  if (passes === "together") return tf.split(network(images), branches);
  return tf
    .split(images, branches)
    .map((branch, i) =>
      i === 1 && passes === "second-without-gradient" ? withoutGradient(() => network(branch)) : network(branch),
    );
}

/** What `compute` returns, as a constant: no gradient flows into what it was computed from. */
function withoutGradient<T extends tf.Tensor>(compute: () => T): T {
  // A function with a gradient of its own is opaque to automatic differentiation, and nothing else is behind this one.
  const opaque = tf.customGrad(() => ({ value: compute(), gradFunc: () => tf.scalar(0) }));
  return opaque(tf.scalar(0)) as T;
}
