import * as tf from "@tensorflow/tfjs-core";
import type { TapHook } from "../network/tap.ts";
import type { Network } from "./network.ts";

/**
 * Logits of images in [0, 1]: (image - mean) / std for each channel, then the network. Normalisation is part of the
 * function, so gradients are with respect to the images as they are.
 */
export function logitsOf(network: Network, images: tf.Tensor, hook?: TapHook): tf.Tensor2D {
  const { mean, std } = network.normalization;
  const normalized = tf.div(tf.sub(images as tf.Tensor4D, tf.tensor1d([...mean])), tf.tensor1d([...std]));
  return network.forward(normalized as tf.Tensor4D, hook);
}
