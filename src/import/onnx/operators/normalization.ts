import * as tf from "@tensorflow/tfjs-core";
import { computed, plain, shapeOf, type Value, withChannelsLast } from "../value.ts";
import { type NodeContext, number, positiveAxis, type Rule, type RuleTable, required, unsupported } from "./rule.ts";

const EPSILON = 1e-5;

const batch: Rule = (inputs, context) => {
  const x = required(inputs, 0, context);
  const epsilon = number(context, "epsilon", EPSILON);
  const rank = shapeOf(x).length;
  if (number(context, "training_mode", 0) !== 0) {
    // Weights that are standardised are written as a batch of one in training mode; images come as more.
    if (shapeOf(x)[0] !== 1) throw unsupported(context, "a graph in training mode");
    const axes = Array.from({ length: rank - 2 }, (_, index) => index + 2);
    return affine(standardise(plain(x), axes, epsilon), inputs[1], inputs[2], context);
  }
  const [scale, offset, mean, variance] = [1, 2, 3, 4].map(
    (index) => plain(required(inputs, index, context)) as tf.Tensor1D,
  );
  if (rank === 4) {
    return computed(tf.batchNorm(withChannelsLast(x), mean, variance, offset, scale, epsilon), true);
  }
  const shape = perChannel(rank, mean.shape[0]);
  const factor = tf.mul(scale, tf.rsqrt(tf.add(variance, epsilon)));
  const shift = tf.sub(offset, tf.mul(mean, factor));
  return computed(tf.add(tf.mul(plain(x), tf.reshape(factor, shape)), tf.reshape(shift, shape)));
};

/** A vector of channels as it broadcasts against [batch, channels, ...]. */
const perChannel = (rank: number, channels: number): number[] =>
  Array.from({ length: rank }, (_, axis) => (axis === 1 ? channels : 1));

/** (x - mean) / sqrt(variance + epsilon) over some axes of a tensor. */
function standardise(x: tf.Tensor, axes: number[], epsilon: number): tf.Tensor {
  const centred = tf.sub(x, tf.mean(x, axes, true));
  const variance = tf.mean(tf.square(centred), axes, true);
  return tf.div(centred, tf.sqrt(tf.add(variance, epsilon)));
}

const layer: Rule = (inputs, context) => {
  if (context.node.outputs.filter((output) => output !== "").length > 1)
    throw unsupported(context, "more than one output");
  const x = plain(required(inputs, 0, context));
  const first = positiveAxis(number(context, "axis", -1), x.rank, context);
  const axes = Array.from({ length: x.rank - first }, (_, index) => first + index);
  const scaled = tf.mul(standardise(x, axes, number(context, "epsilon", EPSILON)), plain(required(inputs, 1, context)));
  return computed(inputs[2] === undefined ? scaled : tf.add(scaled, plain(inputs[2])));
};

const instance: Rule = (inputs, context) => {
  const x = plain(required(inputs, 0, context));
  const axes = Array.from({ length: x.rank - 2 }, (_, index) => index + 2);
  return affine(standardise(x, axes, number(context, "epsilon", EPSILON)), inputs[1], inputs[2], context);
};

/** x / sqrt(mean of squares + epsilon), times a scale. */
const rootMeanSquare: Rule = (inputs, context) => {
  const x = plain(required(inputs, 0, context));
  const first = positiveAxis(number(context, "axis", -1), x.rank, context);
  const axes = Array.from({ length: x.rank - first }, (_, index) => first + index);
  const mean = tf.mean(tf.square(x), axes, true);
  const norm = tf.sqrt(tf.add(mean, number(context, "epsilon", EPSILON)));
  return computed(tf.mul(tf.div(x, norm), plain(required(inputs, 1, context))));
};

const group: Rule = (inputs, context) => {
  const x = plain(required(inputs, 0, context));
  const groups = number(context, "num_groups", 0);
  const [size, channels, ...spatial] = x.shape as [number, number, ...number[]];
  if (!(groups >= 1 && channels % groups === 0)) throw unsupported(context, `${groups} groups of ${channels} channels`);
  const grouped = tf.reshape(x, [size, groups, -1]);
  const normalised = tf.reshape(standardise(grouped, [2], number(context, "epsilon", EPSILON)), x.shape);
  // Operator set 18 has one scale per group, 21 one per channel.
  const perGroup = shapeOf(required(inputs, 1, context))[0] === groups && groups !== channels;
  if (!perGroup) return affine(normalised, inputs[1], inputs[2], context);
  const shape = [1, groups, 1, ...spatial.map(() => 1)];
  const regrouped = tf.reshape(normalised, [size, groups, channels / groups, ...spatial]);
  const scaled = tf.mul(regrouped, tf.reshape(plain(required(inputs, 1, context)), shape));
  return computed(tf.reshape(tf.add(scaled, tf.reshape(plain(required(inputs, 2, context)), shape)), x.shape));
};

function affine(x: tf.Tensor, scale: Value | undefined, offset: Value | undefined, context: NodeContext): Value {
  const shape = perChannel(x.rank, x.shape[1] ?? 1);
  const factor = tf.reshape(plain(required([scale], 0, context)), shape);
  return computed(tf.add(tf.mul(x, factor), tf.reshape(plain(required([offset], 0, context)), shape)));
}

/** x / (bias + alpha / size * sum of squares over `size` neighbouring channels) ^ beta. */
const localResponse: Rule = (inputs, context) => {
  const x = withChannelsLast(required(inputs, 0, context));
  const [batchSize, height, width, channels] = x.shape;
  const size = number(context, "size", 1);
  if (!(size >= 1 && size <= 2 * channels)) throw unsupported(context, `a window of ${size} channels`);
  const before = Math.floor((size - 1) / 2);
  const squares = tf.pad(tf.square(x), [
    [0, 0],
    [0, 0],
    [0, 0],
    [before, size - 1 - before],
  ]);
  const shifted = Array.from({ length: size }, (_, shift) =>
    tf.slice(squares, [0, 0, 0, shift], [batchSize, height, width, channels]),
  );
  const total = tf.mul(tf.addN(shifted), number(context, "alpha", 0.0001) / size);
  const divisor = tf.pow(tf.add(total, number(context, "bias", 1)), number(context, "beta", 0.75));
  return computed(tf.div(x, divisor), true);
};

const euclidean: Rule = (inputs, context) => {
  const x = plain(required(inputs, 0, context));
  const axis = positiveAxis(number(context, "axis", -1), x.rank, context);
  const norm =
    number(context, "p", 2) === 1 ? tf.sum(tf.abs(x), axis, true) : tf.sqrt(tf.sum(tf.square(x), axis, true));
  return computed(tf.div(x, norm));
};

export const normalizationRules = {
  BatchNormalization: batch,
  LayerNormalization: layer,
  InstanceNormalization: instance,
  GroupNormalization: group,
  LRN: localResponse,
  RMSNormalization: rootMeanSquare,
  LpNormalization: euclidean,
} satisfies RuleTable;
