import * as tf from "@tensorflow/tfjs-core";
import type { Layer } from "./layer.ts";

/** A function of images without weights. */
export function stateless(apply: (input: tf.Tensor4D) => tf.Tensor): Layer {
  return { weights: [], apply: (input) => apply(input as tf.Tensor4D) };
}

export const identity: Layer = { weights: [], apply: (input) => input, write: (input) => input };

/** `nn.Flatten`, in PyTorch's order: channels, rows, columns. */
export const flatten: Layer = stateless((input) => tf.reshape(tf.transpose(input, [0, 3, 1, 2]), [input.shape[0], -1]));

/** Rows of zeros below and columns of zeros to the right: what "same" padding adds for a 3x3 kernel at stride 2. */
export const padAfter: Layer = stateless((input) =>
  tf.pad(input, [
    [0, 0],
    [0, 1],
    [0, 1],
    [0, 0],
  ]),
);

/** Exchanges channels between groups: channel k of group g becomes channel g of group k. */
export function channelShuffle(groups: number): Layer {
  const shuffle = stateless((input) => {
    const [batch, height, width, channels] = input.shape;
    const grouped = tf.reshape(input, [batch, height, width, groups, channels / groups]);
    return tf.reshape(tf.transpose(grouped, [0, 1, 2, 4, 3]), input.shape);
  });
  return { ...shuffle, write: (input, form, name) => form.channelShuffle(input, groups, name) };
}

/** Option A of He et al. 2016: every second pixel, and channels of zeros on both sides. */
export function padShortcut(from: number, to: number, stride: number): Layer {
  const before = Math.floor((to - from) / 2);
  const channels: [number, number] = [before, to - from - before];
  return stateless((input) => {
    // A pool of one pixel is the strided slice that TensorFlow.js can differentiate.
    const sampled = tf.avgPool(input, 1, stride, "valid");
    return tf.pad(sampled, [[0, 0], [0, 0], [0, 0], channels]);
  });
}
