import * as tf from "@tensorflow/tfjs-core";
import { withoutGradient } from "../../onnx/operators/without-gradient.ts";
import { activation } from "../keras-activations.ts";
import { asTensor, axisOf, type LayerRule, type LayerRules, number, refuse } from "./rule.ts";

const relu: LayerRule = (context) => {
  const most = number(context, ["max_value"], Number.POSITIVE_INFINITY);
  const slope = number(context, ["negative_slope"], 0);
  const threshold = number(context, ["threshold"], 0);
  const bent = (x: tf.Tensor) => (slope === 0 ? tf.relu(x) : tf.leakyRelu(x, slope));
  return ([x]) => {
    if (threshold === 0) return most === Number.POSITIVE_INFINITY ? bent(x) : tf.minimum(bent(x), most);
    const above = over(x, threshold);
    const passed = most === Number.POSITIVE_INFINITY ? x : tf.minimum(x, most);
    return tf.where(above, passed, tf.mul(tf.sub(x, threshold), slope));
  };
};

const over = (x: tf.Tensor, threshold: number): tf.Tensor =>
  withoutGradient<[tf.Tensor]>((value) => tf.greaterEqual(value, threshold))(x);

const prelu: LayerRule = (context) => {
  const [, ...sizes] = context.shapes[0];
  const shared = new Set([context.config["shared_axes"] ?? []].flat() as number[]);
  const alpha = context.take(sizes.map((size, i) => (shared.has(i + 1) ? 1 : size)));
  return ([x]) => tf.sub(tf.relu(x), tf.mul(asTensor(alpha), tf.relu(tf.neg(x))));
};

const elu: LayerRule = (context) => {
  const alpha = number(context, ["alpha"], 1);
  if (alpha === 1) return ([x]) => tf.elu(x);
  return ([x]) => tf.add(tf.relu(x), tf.mul(tf.expm1(tf.minimum(x, 0)), alpha));
};

const softmax: LayerRule = (context) => {
  const axis = axisOf(context, context.config["axis"] ?? -1);
  if (axis !== context.rank - 1) throw refuse(context, "a softmax of the last axis", `axis ${axis}`);
  return ([x]) => tf.softmax(x);
};

export const activationRules: LayerRules = {
  Activation: (context) => {
    const activate = activation(context.config["activation"], context.subject);
    return ([x]) => activate(x);
  },
  ELU: elu,
  LeakyReLU: (context) => {
    const slope = number(context, ["negative_slope", "alpha"], 0.3);
    return ([x]) => tf.leakyRelu(x, slope);
  },
  PReLU: prelu,
  ReLU: relu,
  Softmax: softmax,
  ThresholdedReLU: (context) => {
    const theta = number(context, ["theta"], 1);
    return ([x]) => tf.where(over(x, theta), x, tf.zerosLike(x));
  },
};
