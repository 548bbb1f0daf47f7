import * as tf from "@tensorflow/tfjs-core";
import { operands } from "../operations/operands.ts";
import { type LayerRule, type LayerRules, number, same } from "./rule.ts";

/** Layers put inputs together; the operations of the same names have constants among them. */
const fold =
  (compute: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): LayerRule =>
  (context) =>
  (inputs) =>
    operands(context, inputs).reduce(compute);

/** The residual of an Inception block, at a scale. */
const scaledResidual: LayerRule = (context) => {
  const scale = number(context, ["scale"], 1);
  return ([x, residual]) => tf.add(x, tf.mul(residual, scale));
};

/** Layers that put several values together. */
export const mergeRules: LayerRules = {
  Add: fold((a, b) => tf.add(a, b)),
  Average: () => (inputs) =>
    tf.div(
      inputs.reduce((a, b) => tf.add(a, b)),
      inputs.length,
    ),
  CustomScaleLayer: scaledResidual,
  Maximum: fold((a, b) => tf.maximum(a, b)),
  Minimum: fold((a, b) => tf.minimum(a, b)),
  Multiply: fold((a, b) => tf.mul(a, b)),
  Subtract: fold((a, b) => tf.sub(a, b)),
};

/** What only training does. */
export const trainingRules: LayerRules = {
  ActivityRegularization: same,
  AlphaDropout: same,
  Dropout: same,
  // What EfficientNets of before Keras had them call their dropout.
  FixedDropout: same,
  GaussianDropout: same,
  GaussianNoise: same,
  Identity: same,
  InputLayer: same,
  SpatialDropout1D: same,
  SpatialDropout2D: same,
  StochasticDepth: same,
};
