import * as tf from "@tensorflow/tfjs-core";
import { activation } from "../keras-activations.ts";
import { unit } from "../layers/normalization.ts";
import { type LayerRule, type LayerRules, refuse } from "../layers/rule.ts";
import { arrangementRules } from "./arrangement.ts";
import { getItem } from "./get-item.ts";
import { axesOf, one, operands, setting, two } from "./operands.ts";

const named =
  (name: string): LayerRule =>
  (context) => {
    const activate = activation(name, context.subject);
    return (inputs) => activate(operands(context, inputs)[0]);
  };

const reduction = (compute: (x: tf.Tensor, axes: number[] | undefined, keep: boolean) => tf.Tensor): LayerRule =>
  one((x, context) => compute(x, axesOf(context), setting(context, "keepdims", "keep_dims") === true));

const clip: LayerRule = (context) => (inputs) => {
  const [x, least, most] = operands(context, inputs);
  const low = setting(context, "clip_value_min", "x_min") ?? least;
  const high = setting(context, "clip_value_max", "x_max") ?? most;
  return tf.minimum(tf.maximum(x, low as number), high as number);
};

const batchMatMul = two((a, b) => tf.matMul(a, b));

const normalize = one((x, context) => {
  if ((setting(context, "order") ?? 2) !== 2) throw refuse(context, "a norm of order 2", "another");
  return unit(x, axesOf(context) ?? [-1]);
});

const leaky = one((x, context) => {
  const slope = setting(context, "alpha", "negative_slope");
  return tf.leakyRelu(x, typeof slope === "number" ? slope : 0.2);
});

const gelu: LayerRule = (context) => {
  // Keras 3 approximates unless told otherwise, and writes it down; TensorFlow does not.
  const activate = activation(setting(context, "approximate") === true ? "gelu_approximate" : "gelu", context.subject);
  return (inputs) => activate(operands(context, inputs)[0]);
};

const itself = one((x) => x);
const softmax = one((x, context) => {
  const [axis] = axesOf(context) ?? [-1];
  if (axis !== -1 && axis !== x.rank - 1) throw refuse(context, "a softmax of the last axis", `axis ${axis}`);
  return tf.softmax(x);
});

/** TensorFlow's functions by the last part of their name, and Keras 3's by their class, both as lower case letters. */
const RULES: LayerRules = {
  ...arrangementRules,
  abs: one((x) => tf.abs(x)),
  absolute: one((x) => tf.abs(x)),
  add: two((a, b) => tf.add(a, b)),
  biasadd: two((a, b) => tf.add(a, b)),
  cast: itself,
  clip: clip,
  clipbyvalue: clip,
  converttotensor: itself,
  divide: two((a, b) => tf.div(a, b)),
  elu: named("elu"),
  exp: one((x) => tf.exp(x)),
  gelu,
  getitem: getItem,
  hardsigmoid: named("hard_sigmoid"),
  hardsilu: named("hard_silu"),
  identity: itself,
  l2normalize: normalize,
  leakyrelu: leaky,
  log: one((x) => tf.log(x)),
  logsoftmax: one((x) => tf.logSoftmax(x)),
  matmul: batchMatMul,
  max: reduction((x, axes, keep) => tf.max(x, axes, keep)),
  maximum: two((a, b) => tf.maximum(a, b)),
  mean: reduction((x, axes, keep) => tf.mean(x, axes, keep)),
  min: reduction((x, axes, keep) => tf.min(x, axes, keep)),
  minimum: two((a, b) => tf.minimum(a, b)),
  multiply: two((a, b) => tf.mul(a, b)),
  negative: one((x) => tf.neg(x)),
  normalize,
  pow: two((a, b) => tf.pow(a, b)),
  power: two((a, b) => tf.pow(a, b)),
  realdiv: two((a, b) => tf.div(a, b)),
  reducemax: reduction((x, axes, keep) => tf.max(x, axes, keep)),
  reducemean: reduction((x, axes, keep) => tf.mean(x, axes, keep)),
  reducemin: reduction((x, axes, keep) => tf.min(x, axes, keep)),
  reducesum: reduction((x, axes, keep) => tf.sum(x, axes, keep)),
  relu: named("relu"),
  relu6: named("relu6"),
  rsqrt: one((x) => tf.rsqrt(x)),
  selu: named("selu"),
  sigmoid: named("sigmoid"),
  silu: named("silu"),
  softmax,
  softplus: named("softplus"),
  softsign: named("softsign"),
  sqrt: one((x) => tf.sqrt(x)),
  square: one((x) => tf.square(x)),
  stopgradient: itself,
  subtract: two((a, b) => tf.sub(a, b)),
  sum: reduction((x, axes, keep) => tf.sum(x, axes, keep)),
  swish: named("silu"),
  tanh: named("tanh"),
  truediv: two((a, b) => tf.div(a, b)),
  truedivide: two((a, b) => tf.div(a, b)),
};

/** Layers of Keras 2 that hold one function of TensorFlow's by name. */
const HOLDERS = new Set(["TFOpLambda", "SlicingOpLambda", "TensorFlowOpLayer"]);

/** What a call computes, where it is an operation and not a layer: `math.truediv`, `TrueDivide`; else undefined. */
export function operationOf(
  kind: string,
  module: string | undefined,
  config: Readonly<Record<string, unknown>>,
): string | undefined {
  if (HOLDERS.has(kind)) return String(config["function"] ?? kind);
  return module !== undefined && /^keras\.(src\.)?ops\b/.test(module) ? kind : undefined;
}

/** The rule of an operation. */
export function operationRule(operation: string): LayerRule | undefined {
  const [last] = operation.split(".").slice(-1);
  const key = last.replaceAll("_", "").toLowerCase();
  return Object.hasOwn(RULES, key) ? RULES[key] : undefined;
}
