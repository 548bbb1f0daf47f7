import * as tf from "@tensorflow/tfjs-core";
import { computed, plain, type Value } from "../value.ts";
import { expanded } from "./expanded.ts";
import { type NodeContext, number, type Rule, type RuleTable, required, unsupported } from "./rule.ts";

/** Far below any score that a softmax can tell from nothing, and finite. */
const MASKED = -1e30;

/**
 * softmax(scale q k^T + mask) v for each head: queries [batch, heads, queries, size], keys and values alike (Vaswani et
 * al. 2017, equation 1).
 */
function attend(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, scale: number, mask?: tf.Tensor): tf.Tensor {
  const scores = tf.mul(tf.matMul(q, k, false, true), scale);
  return tf.matMul(tf.softmax(mask === undefined ? scores : tf.add(scores, mask)), v);
}

/** [batch, tokens, heads * size] as [batch, heads, tokens, size]. */
function splitHeads(x: tf.Tensor, heads: number, context: NodeContext): tf.Tensor {
  const [batch, tokens, width] = x.shape as [number, number, number];
  if (!(heads >= 1 && width % heads === 0)) throw unsupported(context, `${heads} heads of ${width} numbers`);
  return tf.transpose(tf.reshape(x, [batch, tokens, heads, width / heads]), [0, 2, 1, 3]);
}

function joinHeads(x: tf.Tensor): tf.Tensor {
  const [batch, heads, tokens, size] = x.shape as [number, number, number, number];
  return tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [batch, tokens, heads * size]);
}

/** A mask of booleans says which keys may be seen, one of numbers is added to the scores. */
function additive(mask: Value | undefined): tf.Tensor | undefined {
  if (mask === undefined) return undefined;
  const tensor = plain(mask);
  const allowed = mask.kind === "constant" ? mask.type === "boolean" : tensor.dtype === "bool";
  return allowed ? tf.mul(tf.sub(1, tf.cast(tensor, "float32")), MASKED) : tensor;
}

/** Keys that come after a query are masked. */
function causal(queries: number, keys: number): tf.Tensor {
  const values = Float32Array.from({ length: queries * keys }, (_, i) =>
    i % keys > Math.floor(i / keys) ? MASKED : 0,
  );
  return tf.tensor2d(values, [queries, keys]);
}

/** The standard operator, of operator set 23. */
const standard: Rule = (inputs, context) => {
  const [x, y, z] = [0, 1, 2].map((index) => plain(required(inputs, index, context)));
  if (inputs[4] !== undefined || inputs[5] !== undefined) throw unsupported(context, "keys and values of the past");
  if (number(context, "softcap", 0) !== 0) throw unsupported(context, "a softcap");
  const flat = x.rank === 3;
  const heads = (tensor: tf.Tensor, name: string) =>
    flat ? splitHeads(tensor, number(context, name, 0), context) : tensor;
  const q = heads(x, "q_num_heads");
  const [k, v] = [y, z].map((tensor) => shared(heads(tensor, "kv_num_heads"), q.shape[1] as number, context));
  const scale = number(context, "scale", 1 / Math.sqrt(q.shape[3] as number));
  const ordered = number(context, "is_causal", 0) === 1;
  const mask = ordered ? causal(q.shape[2] as number, k.shape[2] as number) : undefined;
  const given = additive(inputs[3]);
  const both = mask !== undefined && given !== undefined ? tf.add(mask, given) : (mask ?? given);
  const result = attend(q, k, v, scale, both);
  return computed(flat ? joinHeads(result) : result);
};

/** Fewer heads of keys than of queries serve several queries each. */
function shared(x: tf.Tensor, heads: number, context: NodeContext): tf.Tensor {
  const [batch, own, tokens, size] = x.shape as [number, number, number, number];
  if (own === heads) return x;
  if (heads % own !== 0) throw unsupported(context, `${own} heads of keys for ${heads} of queries`);
  const repeated = expanded(tf.reshape(x, [batch, own, 1, tokens, size]), [batch, own, heads / own, tokens, size]);
  return tf.reshape(repeated, [batch, heads, tokens, size]);
}

/** ONNX Runtime's fused one: queries, keys and values of one matrix. */
const fused: Rule = (inputs, context) => {
  const [x, weights] = [0, 1].map((index) => plain(required(inputs, index, context)));
  if (inputs.slice(3).some((input) => input !== undefined)) throw unsupported(context, "a mask or a past");
  if (number(context, "unidirectional", 0) !== 0) throw unsupported(context, "one direction");
  const [batch, tokens, width] = x.shape as [number, number, number];
  const product = tf.matMul(tf.reshape(x, [batch * tokens, width]) as tf.Tensor2D, weights as tf.Tensor2D);
  const all = inputs[2] === undefined ? product : tf.add(product, plain(inputs[2]));
  const parts = tf.split(tf.reshape(all, [batch, tokens, -1]), 3, 2);
  const [q, k, v] = parts.map((part) => splitHeads(part, number(context, "num_heads", 0), context));
  const scale = number(context, "scale", 0) || 1 / Math.sqrt(q.shape[3] as number);
  return computed(joinHeads(attend(q, k, v, scale)));
};

export const attentionRules = { Attention: standard, "com.microsoft.Attention": fused } satisfies RuleTable;
