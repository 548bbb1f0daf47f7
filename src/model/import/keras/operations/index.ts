import * as tf from "@tensorflow/tfjs-core";
import { resizeImages } from "../../resize-images.ts";
import { MOST_MADE_UP } from "../../weights.ts";
import { activation } from "../keras-activations.ts";
import { unit } from "../layers/normalization.ts";
import { type LayerContext, type LayerRule, type LayerRules, refuse } from "../layers/rule.ts";
import { getItem } from "./get-item.ts";
import { operands, setting, wholeNumbers } from "./operands.ts";

const two =
  (compute: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): LayerRule =>
  (context) =>
  (inputs) => {
    const [a, b] = operands(context, inputs);
    return compute(a, b);
  };

const one =
  (compute: (x: tf.Tensor, context: LayerContext) => tf.Tensor | tf.Tensor[]): LayerRule =>
  (context) =>
  (inputs) =>
    compute(operands(context, inputs)[0], context);

const named =
  (name: string): LayerRule =>
  (context) => {
    const activate = activation(name, context.subject);
    return (inputs) => activate(operands(context, inputs)[0]);
  };

const axesOf = (context: LayerContext): number[] | undefined => {
  const axis = setting(context, "axis");
  return axis === undefined ? undefined : wholeNumbers(context, axis, "axis");
};

const reduction = (compute: (x: tf.Tensor, axes: number[] | undefined, keep: boolean) => tf.Tensor): LayerRule =>
  one((x, context) => compute(x, axesOf(context), setting(context, "keepdims", "keep_dims") === true));

const reshape = one((x, context) => {
  const shape = wholeNumbers(context, setting(context, "shape", "newshape", "target_shape"), "shape");
  return tf.reshape(x, shape);
});

const transpose = one((x, context) => {
  const order = setting(context, "perm", "axes");
  return order === undefined ? tf.transpose(x) : tf.transpose(x, wholeNumbers(context, order, "axes"));
});

const joined =
  (compute: (values: tf.Tensor[], axis: number) => tf.Tensor, fallback: number): LayerRule =>
  (context) =>
  (inputs) =>
    compute(operands(context, inputs), (axesOf(context) ?? [fallback])[0]);

const split = one((x, context) => {
  const parts = wholeNumbers(context, setting(context, "num_or_size_splits", "indices_or_sections"), "parts");
  const [axis] = axesOf(context) ?? [0];
  if (parts.length === 1) return tf.split(x, parts[0], axis);
  // Keras 2 says how large each part is, Keras 3 where each begins.
  if (setting(context, "num_or_size_splits") !== undefined) return tf.split(x, parts, axis);
  const size = x.shape[axis < 0 ? axis + x.rank : axis];
  return tf.split(
    x,
    [...parts, size].map((at, i) => at - (parts[i - 1] ?? 0)),
    axis,
  );
});

const pad = one((x, context) => {
  const sizes = wholeNumbers(context, setting(context, "paddings", "pad_width"), "padding");
  const mode = String(setting(context, "mode") ?? "constant").toLowerCase();
  if (mode !== "constant" || sizes.length !== 2 * x.rank || !sizes.every((size) => size >= 0 && size <= 1024)) {
    throw refuse(context, "padding with a constant", mode);
  }
  const value = setting(context, "constant_values");
  return tf.pad(
    x,
    x.shape.map((_, i) => [sizes[2 * i], sizes[2 * i + 1]] as [number, number]),
    typeof value === "number" ? value : 0,
  );
});

const resize = one((x, context) => {
  const [height, width] = wholeNumbers(context, setting(context, "size"), "size");
  const method = String(setting(context, "method", "interpolation") ?? "bilinear");
  const [fitted] = ["antialias", "preserve_aspect_ratio", "crop_to_aspect_ratio", "pad_to_aspect_ratio"].filter(
    (name) => setting(context, name) === true,
  );
  if ((method !== "bilinear" && method !== "nearest") || fitted !== undefined) {
    throw refuse(context, "bilinear or nearest resizing", fitted ?? method);
  }
  return resizeImages(x as tf.Tensor4D, [height, width], { method, halfPixelCenters: true });
});

const tile = one((x, context) => {
  const times = wholeNumbers(context, setting(context, "multiples", "repeats"), "repeats");
  const count = [x.size, ...times].reduce((product, size) => product * size, 1);
  if (!(count >= 1 && count <= MOST_MADE_UP)) throw refuse(context, "a smaller result", `${count} elements`);
  return tf.tile(x, times);
});

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
  abs: one((x) => tf.abs(x)),
  absolute: one((x) => tf.abs(x)),
  add: two((a, b) => tf.add(a, b)),
  biasadd: two((a, b) => tf.add(a, b)),
  cast: itself,
  clip: clip,
  clipbyvalue: clip,
  concat: joined((values, axis) => tf.concat(values, axis), 0),
  concatenate: joined((values, axis) => tf.concat(values, axis), -1),
  converttotensor: itself,
  divide: two((a, b) => tf.div(a, b)),
  elu: named("elu"),
  exp: one((x) => tf.exp(x)),
  expanddims: one((x, context) => tf.expandDims(x, (axesOf(context) ?? [-1])[0])),
  flip: one((x, context) => tf.reverse(x, axesOf(context))),
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
  pad,
  pow: two((a, b) => tf.pow(a, b)),
  power: two((a, b) => tf.pow(a, b)),
  realdiv: two((a, b) => tf.div(a, b)),
  reducemax: reduction((x, axes, keep) => tf.max(x, axes, keep)),
  reducemean: reduction((x, axes, keep) => tf.mean(x, axes, keep)),
  reducemin: reduction((x, axes, keep) => tf.min(x, axes, keep)),
  reducesum: reduction((x, axes, keep) => tf.sum(x, axes, keep)),
  relu: named("relu"),
  relu6: named("relu6"),
  reshape,
  resize,
  rsqrt: one((x) => tf.rsqrt(x)),
  selu: named("selu"),
  sigmoid: named("sigmoid"),
  silu: named("silu"),
  softmax,
  softplus: named("softplus"),
  softsign: named("softsign"),
  split,
  sqrt: one((x) => tf.sqrt(x)),
  square: one((x) => tf.square(x)),
  squeeze: one((x, context) => tf.squeeze(x, axesOf(context))),
  stack: joined((values, axis) => tf.stack(values, axis), 0),
  stopgradient: itself,
  subtract: two((a, b) => tf.sub(a, b)),
  sum: reduction((x, axes, keep) => tf.sum(x, axes, keep)),
  swish: named("silu"),
  tanh: named("tanh"),
  tile,
  transpose,
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
