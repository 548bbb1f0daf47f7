import * as tf from "@tensorflow/tfjs-core";
import { elementCount } from "../../../core/element-count.ts";
import { convolve, convolveDepthwise, type Steps, writesZeros } from "../../shared/convolution.ts";
import { MAX_GENERATED_ELEMENTS } from "../../shared/weights.ts";
import { activation } from "../keras-activations.ts";
import {
  asTensor,
  image,
  type LayerContext,
  type LayerRule,
  type LayerRules,
  padding,
  pair,
  refuse,
  whole,
} from "./rule.ts";

function steps(context: LayerContext): Steps {
  return {
    strides: pair(context, "strides", 1),
    dilations: pair(context, "dilation_rate", 1),
    padding: padding(context),
  };
}

/** Where dilations are written out as zeros, a kernel may not grow without bounds by them. */
function checkKernel(context: LayerContext, shape: readonly number[], how: Steps): void {
  const count = elementCount(shape) * (writesZeros(how) ? how.dilations[0] * how.dilations[1] : 1);
  if (!(count <= MAX_GENERATED_ELEMENTS)) throw refuse(context, "a smaller dilated kernel", `one of ${count} elements`);
}

function withBias(context: LayerContext, size: number): (x: tf.Tensor) => tf.Tensor {
  const activate = activation(context.config["activation"], context.subject);
  if (context.config["use_bias"] === false) return activate;
  const bias = context.take([size]);
  return (x) => activate(tf.add(x, asTensor(bias)));
}

const convolution: LayerRule = (context) => {
  const [filters, groups] = [whole(context, "filters", 0), whole(context, "groups", 1)];
  const shape = [...pair(context, "kernel_size", 1), context.channels / groups, filters];
  const how = steps(context);
  checkKernel(context, shape, how);
  const kernel = context.take(shape);
  const finish = withBias(context, filters);
  return (inputs) => finish(convolve(image(inputs), asTensor(kernel) as tf.Tensor4D, how));
};

const depthwise: LayerRule = (context) => {
  const multiplier = whole(context, "depth_multiplier", 1);
  const shape = [...pair(context, "kernel_size", 1), context.channels, multiplier];
  const how = steps(context);
  checkKernel(context, shape, how);
  const kernel = context.take(shape);
  const finish = withBias(context, context.channels * multiplier);
  return (inputs) => finish(convolveDepthwise(image(inputs), asTensor(kernel) as tf.Tensor4D, how));
};

const separable: LayerRule = (context) => {
  const multiplier = whole(context, "depth_multiplier", 1);
  const filters = whole(context, "filters", 0);
  const shape = [...pair(context, "kernel_size", 1), context.channels, multiplier];
  const how = steps(context);
  checkKernel(context, shape, how);
  const kernel = context.take(shape);
  const pointwise = context.take([1, 1, context.channels * multiplier, filters]);
  const finish = withBias(context, filters);
  return (inputs) => {
    const planes = convolveDepthwise(image(inputs), asTensor(kernel) as tf.Tensor4D, how);
    return finish(tf.conv2d(planes, asTensor(pointwise) as tf.Tensor4D, 1, "valid"));
  };
};

const transposed: LayerRule = (context) => {
  const filters = whole(context, "filters", 0);
  const size = pair(context, "kernel_size", 1);
  const { strides, dilations, padding: pad } = steps(context);
  if (dilations.some((dilation) => dilation !== 1) || (context.config["output_padding"] ?? null) !== null) {
    throw refuse(context, "no dilation and no output_padding", "one of them");
  }
  const kernel = context.take([...size, filters, context.channels]);
  const finish = withBias(context, filters);
  return (inputs) => {
    const [batch, height, width] = image(inputs).shape;
    const [rows, columns] = [height, width].map((side, i) => {
      return side * strides[i] + (pad === "valid" ? Math.max(size[i] - strides[i], 0) : 0);
    });
    const shape: [number, number, number, number] = [batch, rows, columns, filters];
    if (!(shape.reduce((a, b) => a * b) <= MAX_GENERATED_ELEMENTS))
      throw refuse(context, "a smaller result", shape.join(" x "));
    return finish(tf.conv2dTranspose(image(inputs), asTensor(kernel) as tf.Tensor4D, shape, [...strides], pad));
  };
};

const dense: LayerRule = (context) => {
  const units = whole(context, "units", 0);
  const kernel = context.take([context.channels, units]);
  const finish = withBias(context, units);
  return ([x]) => {
    const rows = tf.reshape(x, [-1, context.channels]) as tf.Tensor2D;
    const product = tf.matMul(rows, asTensor(kernel) as tf.Tensor2D);
    return finish(tf.reshape(product, [...x.shape.slice(0, -1), units]));
  };
};

/** Layers with a kernel. */
export const convolutionRules: LayerRules = {
  Conv2D: convolution,
  Convolution2D: convolution,
  Conv2DTranspose: transposed,
  DepthwiseConv2D: depthwise,
  SeparableConv2D: separable,
  SeparableConvolution2D: separable,
  Dense: dense,
};
