import * as tf from "@tensorflow/tfjs-core";
import { elementCount } from "../../../core/element-count.ts";
import type { KerasVariable } from "../keras-weights.ts";
import { asTensor, axisOf, type LayerContext, type LayerRule, type LayerRules, number, refuse, whole } from "./rule.ts";

/** The axis of a normalisation, and a shape that spreads a vector along it. */
function alongAxis(context: LayerContext): { axis: number; size: number; spread: (v: KerasVariable) => tf.Tensor } {
  const axes = [context.config["axis"] ?? -1].flat();
  if (axes.length !== 1) throw refuse(context, "one axis", JSON.stringify(axes));
  const axis = axisOf(context, axes[0]);
  const size = context.shapes[0][axis];
  const shape = context.shapes[0].map((_, i) => (i === axis ? size : 1));
  return { axis, size, spread: (variable) => tf.reshape(asTensor(variable), shape) };
}

const batchNorm: LayerRule = (context) => {
  const { axis, size, spread } = alongAxis(context);
  const constant = (value: number): KerasVariable => ({ shape: [size], values: new Float32Array(size).fill(value) });
  const gamma = context.config["scale"] === false ? constant(1) : context.take([size]);
  const beta = context.config["center"] === false ? constant(0) : context.take([size]);
  const [mean, variance] = [context.take([size]), context.take([size])];
  const epsilon = number(context, ["epsilon"], 1e-3);
  const vector = (variable: KerasVariable) => asTensor(variable) as tf.Tensor1D;
  if (axis === context.rank - 1 && context.rank === 4) {
    return ([x]) =>
      tf.batchNorm(x as tf.Tensor4D, vector(mean), vector(variance), vector(beta), vector(gamma), epsilon);
  }
  return ([x]) => {
    const factor = tf.div(spread(gamma), tf.sqrt(tf.add(spread(variance), epsilon)));
    return tf.add(tf.mul(tf.sub(x, spread(mean)), factor), spread(beta));
  };
};

const standardise = (x: tf.Tensor, axes: number[], epsilon: number): tf.Tensor => {
  const centred = tf.sub(x, tf.mean(x, axes, true));
  return tf.div(centred, tf.sqrt(tf.add(tf.mean(tf.square(centred), axes, true), epsilon)));
};

const layerNorm: LayerRule = (context) => {
  const { axis, size, spread } = alongAxis(context);
  if (context.config["rms_scaling"] === true) throw refuse(context, "no rms_scaling", "rms_scaling");
  const gamma = context.config["scale"] === false ? undefined : context.take([size]);
  const beta = context.config["center"] === false ? undefined : context.take([size]);
  const epsilon = number(context, ["epsilon"], 1e-3);
  return ([x]) => {
    const standard = standardise(x, [axis], epsilon);
    const scaled = gamma === undefined ? standard : tf.mul(standard, spread(gamma));
    return beta === undefined ? scaled : tf.add(scaled, spread(beta));
  };
};

const groupNorm: LayerRule = (context) => {
  const { axis, size, spread } = alongAxis(context);
  if (axis !== context.rank - 1) throw refuse(context, "groups of the last axis", `axis ${axis}`);
  const wanted = context.config["groups"] === -1 ? size : whole(context, "groups", 32);
  if (!(wanted >= 1 && size % wanted === 0)) throw refuse(context, `groups that divide ${size} channels`, `${wanted}`);
  const gamma = context.config["scale"] === false ? undefined : context.take([size]);
  const beta = context.config["center"] === false ? undefined : context.take([size]);
  const epsilon = number(context, ["epsilon"], 1e-3);
  return ([x]) => {
    const pixels = elementCount(context.shapes[0].slice(1, -1));
    const grouped = tf.reshape(x, [x.shape[0], pixels, wanted, size / wanted]);
    const standard = tf.reshape(standardise(grouped, [1, 3], epsilon), x.shape);
    const scaled = gamma === undefined ? standard : tf.mul(standard, spread(gamma));
    return beta === undefined ? scaled : tf.add(scaled, spread(beta));
  };
};

const rmsNorm: LayerRule = (context) => {
  const { axis, size, spread } = alongAxis(context);
  const scale = context.take([size]);
  const epsilon = number(context, ["epsilon"], 1e-6);
  return ([x]) => tf.mul(tf.div(x, tf.sqrt(tf.add(tf.mean(tf.square(x), axis, true), epsilon))), spread(scale));
};

const unitNorm: LayerRule = (context) => {
  const axes = [context.config["axis"] ?? -1].flat().map((axis) => axisOf(context, axis));
  return ([x]) => unit(x, axes);
};

/** x over its norm, or over 1e-6 where that is larger. */
export function unit(x: tf.Tensor, axes: number[]): tf.Tensor {
  return tf.div(x, tf.sqrt(tf.maximum(tf.sum(tf.square(x), axes, true), 1e-12)));
}

/** ConvNeXt's factor for each channel. */
const layerScale: LayerRule = (context) => {
  const gamma = context.take([whole(context, "projection_dim", context.channels)]);
  return ([x]) => tf.mul(x, asTensor(gamma));
};

export const normalizationRules: LayerRules = {
  BatchNormalization: batchNorm,
  BatchNormalizationV1: batchNorm,
  BatchNormalizationV2: batchNorm,
  SyncBatchNormalization: batchNorm,
  LayerNormalization: layerNorm,
  GroupNormalization: groupNorm,
  RMSNormalization: rmsNorm,
  UnitNormalization: unitNorm,
  LayerScale: layerScale,
};
