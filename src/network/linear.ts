import * as tf from "@tensorflow/tfjs-core";
import type { Layer } from "./layer.ts";
import { tapped } from "./tap.ts";
import { weightSpec } from "./weight.ts";

/** `nn.Linear` on the features of each image, or of each token of each image. */
export function linear(name: string, from: number, to: number): Layer {
  const weight = weightSpec(name, "kernel", [to, from], "linear");
  const bias = weightSpec(name, "bias", [to]);
  return {
    weights: [weight, bias],
    apply: (input, run) => {
      const rows = input.rank === 2 ? input : tf.reshape(input, [-1, from]);
      const product = tf.matMul(rows as tf.Tensor2D, run.weight(weight.name) as tf.Tensor2D);
      const output = tf.add(product, run.weight(bias.name));
      return tapped(name, input.rank === 2 ? output : tf.reshape(output, [...input.shape.slice(0, -1), to]), run.hook);
    },
    write: (input, form) => form.linear(input, name, to),
  };
}
