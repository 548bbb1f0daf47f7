import * as tf from "@tensorflow/tfjs-core";
import { image, type LayerContext, type LayerRule, type LayerRules, padding, pair } from "./rule.ts";

interface Window {
  readonly size: [number, number];
  readonly strides: [number, number];
  readonly padding: "same" | "valid";
}

function window(context: LayerContext): Window {
  const size = pair(context, "pool_size", 2);
  const strides = (context.config["strides"] ?? null) === null ? size : pair(context, "strides", 1);
  return { size, strides, padding: padding(context) };
}

const maximum: LayerRule = (context) => {
  const { size, strides, padding: pad } = window(context);
  return (inputs) => tf.maxPool(image(inputs), size, strides, pad);
};

const average: LayerRule = (context) => {
  const { size, strides, padding: pad } = window(context);
  return (inputs) => tf.avgPool(image(inputs), size, strides, pad);
};

/** Over rows and columns, or the places of a sequence. */
const global =
  (compute: (x: tf.Tensor, axes: number[], keep: boolean) => tf.Tensor): LayerRule =>
  (context) => {
    const keep = context.config["keepdims"] === true;
    const axes = Array.from({ length: context.rank - 2 }, (_, i) => i + 1);
    return ([x]) => compute(x, axes, keep);
  };

const globalAverage = global((x, axes, keep) => tf.mean(x, axes, keep));
const globalMaximum = global((x, axes, keep) => tf.max(x, axes, keep));

export const poolingRules: LayerRules = {
  MaxPooling2D: maximum,
  MaxPool2D: maximum,
  AveragePooling2D: average,
  AvgPool2D: average,
  GlobalAveragePooling1D: globalAverage,
  GlobalAveragePooling2D: globalAverage,
  GlobalMaxPooling1D: globalMaximum,
  GlobalMaxPooling2D: globalMaximum,
};
