import * as tf from "@tensorflow/tfjs-core";
import { einsum } from "../../shared/einsum.ts";
import type { KerasVariable } from "../keras-weights.ts";
import { asTensor, type LayerContext, type LayerRule, type LayerRules, refuse, whole } from "./rule.ts";

/** A projection of the features onto heads. */
function projection(context: LayerContext, features: number, heads: number, size: number): (x: tf.Tensor) => tf.Tensor {
  const kernel = context.take([features, heads, size]);
  const bias = context.config["use_bias"] === false ? undefined : context.take([heads, size]);
  return (x) => withBias(einsum("btd,dhk->bthk", x, asTensor(kernel)), bias);
}

const withBias = (x: tf.Tensor, bias: KerasVariable | undefined): tf.Tensor =>
  bias === undefined ? x : tf.add(x, asTensor(bias));

/** softmax(Q K^T / sqrt(size of a key)) V for each head, the heads projected back together. */
const multiHeadAttention: LayerRule = (context) => {
  const [query, value, key = value] = context.shapes;
  if (context.shapes.length > 3 || ![query, value, key].every((shape) => shape?.length === 3)) {
    throw refuse(context, "attention over sequences, without a mask", `${context.shapes.length} inputs`);
  }
  if (context.options["use_causal_mask"] === true || context.options["return_attention_scores"] === true) {
    throw refuse(context, "attention to every place, its result alone", "a causal mask or its scores");
  }
  const heads = whole(context, "num_heads", 1);
  const keySize = whole(context, "key_dim", 1);
  const valueSize = context.config["value_dim"] === null ? keySize : whole(context, "value_dim", keySize);
  const projectQuery = projection(context, query[2], heads, keySize);
  const projectKey = projection(context, key[2], heads, keySize);
  const projectValue = projection(context, value[2], heads, valueSize);
  const shape = context.config["output_shape"] ?? query[2];
  const [features] = [shape].flat() as number[];
  const kernel = context.take([heads, valueSize, features]);
  const bias = context.config["use_bias"] === false ? undefined : context.take([features]);
  return ([q, v, k = v]) => {
    const scaled = tf.mul(projectQuery(q), 1 / Math.sqrt(keySize));
    const shares = tf.softmax(einsum("bthk,bshk->bhts", scaled, projectKey(k)));
    const mixed = einsum("bhts,bshk->bthk", shares, projectValue(v));
    return withBias(einsum("bthk,hkd->btd", mixed, asTensor(kernel)), bias);
  };
};

export const attentionRules: LayerRules = { MultiHeadAttention: multiHeadAttention };
