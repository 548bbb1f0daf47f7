import * as tf from "@tensorflow/tfjs-core";
import type { Layer } from "./layer.ts";

/**
 * Stochastic depth (Huang et al. 2016), as timm's `DropPath`: in training the way through a block is left out for an
 * image with probability r d, and else divided by 1 - r d. Nothing in inference.
 *
 * @param depth d, the block's depth as a share of the network's: 0 for the first block, 1 for the last. r is chosen when
 * the network is trained.
 */
export function dropPath(depth: number): Layer {
  return {
    weights: [],
    apply: (input, { drawDrop }) => {
      const draw = depth === 0 ? undefined : drawDrop?.();
      if (draw === undefined) return input;
      const kept = 1 - draw.rate * depth;
      const mask = tf.cast(tf.less(draw.uniform, kept), "float32");
      return tf.mul(input, tf.reshape(tf.div(mask, kept), [-1, ...input.shape.slice(1).map(() => 1)]));
    },
    write: (input) => input,
  };
}
