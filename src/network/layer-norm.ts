import * as tf from "@tensorflow/tfjs-core";
import type { Layer } from "./layer.ts";
import { tapped } from "./tap.ts";
import { weightSpec } from "./weight.ts";
import { tokensOf } from "./write.ts";

/** `nn.LayerNorm` over the last axis: (x - mean) / sqrt(variance + epsilon) * scale + shift, the variance divided by n. */
export function layerNorm(name: string, features: number, epsilon: number): Layer {
  const scale = weightSpec(name, "scale", [features]);
  const shift = weightSpec(name, "shift", [features]);
  return {
    weights: [scale, shift],
    apply: (input, { weight, hook }) => {
      const centred = tf.sub(input, tf.mean(input, -1, true));
      const variance = tf.mean(tf.square(centred), -1, true);
      const normalised = tf.div(centred, tf.sqrt(tf.add(variance, epsilon)));
      return tapped(name, tf.add(tf.mul(normalised, weight(scale.name)), weight(shift.name)), hook);
    },
    write: (input, form) => tokensOf(form, name).layerNorm(input, name, epsilon),
  };
}
