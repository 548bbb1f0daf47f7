import * as tf from "@tensorflow/tfjs-core";
import type { Layer } from "./layer.ts";
import { tapped } from "./tap.ts";
import { weightSpec } from "./weight.ts";

/** `nn.Linear` on the features of each image. */
export function linear(name: string, from: number, to: number): Layer {
  const weight = weightSpec(name, "kernel", [to, from], "linear");
  const bias = weightSpec(name, "bias", [to]);
  return {
    weights: [weight, bias],
    apply: (input, run) => {
      const product = tf.matMul(input as tf.Tensor2D, run.weight(weight.name) as tf.Tensor2D);
      return tapped(name, tf.add(product, run.weight(bias.name)), run.hook);
    },
    write: (input, form) => form.linear(input, name, to),
  };
}
