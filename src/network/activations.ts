import * as tf from "@tensorflow/tfjs-core";
import { named } from "./combine.ts";
import type { Layer } from "./layer.ts";
import { stateless } from "./stateless.ts";
import { tokensOf } from "./write.ts";

export const relu: Layer = {
  ...stateless((input) => tf.relu(input)),
  write: (input, form, name) => form.relu(input, name),
};
export const relu6: Layer = {
  ...stateless((input) => tf.relu6(input)),
  write: (input, form, name) => form.relu6(input, name),
};
/** `nn.SiLU`, also called Swish: x sigmoid(x). */
export const silu: Layer = stateless((input) => tf.mul(input, tf.sigmoid(input)));
/** `nn.GELU`: x Phi(x) with the normal distribution's Phi, exactly. */
export const gelu: Layer = {
  ...stateless((input) => tf.mul(tf.mul(input, 0.5), tf.add(tf.erf(tf.div(input, Math.SQRT2)), 1))),
  write: (input, form, name) => tokensOf(form, name ?? "gelu").gelu(input, name),
};
export const sigmoid: Layer = stateless((input) => tf.sigmoid(input));
/** `nn.LeakyReLU`. */
export const leakyRelu = (slope: number): Layer => stateless((input) => tf.leakyRelu(input, slope));

/** An activation after a normalisation: in an `nn.Sequential`, whose parts are numbered, it has the next place. */
export function activated(norm: string, activation: Layer): Layer {
  const [, sequence, place] = /^(.*\.)(\d+)$/.exec(norm) ?? [];
  return place === undefined ? activation : named(`${sequence}${Number(place) + 1}`, activation);
}
