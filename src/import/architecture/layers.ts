import * as tf from "@tensorflow/tfjs-core";
import { tapped } from "../../network/tap.ts";
import { padImages } from "../shared/pad-images.ts";
import type { Layer, WeightSpec } from "./layer.ts";

/** PyTorch's default of BatchNorm2d. */
export const BATCH_NORM_EPSILON = 1e-5;

export interface ConvolutionSettings {
  readonly from: number;
  readonly to: number;
  readonly kernel: number;
  /** Default 1. */
  readonly stride?: number;
  /** Rows and columns of zeros on every side; default: what keeps the size at stride 1. */
  readonly padding?: number;
  /** Default 1. With `groups` equal to `from` and `to` it is a depthwise convolution. */
  readonly groups?: number;
  /** Default false. */
  readonly bias?: boolean;
}

/** `nn.Conv2d`. Padding is symmetric, unlike TensorFlow's "same" at stride 2. */
export function convolution(name: string, settings: ConvolutionSettings): Layer {
  const { from, to, kernel, stride = 1, groups = 1, bias = false } = settings;
  const padding = settings.padding ?? (kernel - 1) / 2;
  const keepsSize = stride === 1 && 2 * padding === kernel - 1;
  const pad = keepsSize ? "same" : "valid";
  const around = keepsSize ? 0 : padding;
  const depthwise = groups > 1 && groups === from && groups === to;
  const weight: WeightSpec = {
    name: `${name}.weight`,
    shape: [to, from / groups, kernel, kernel],
    arrange: depthwise ? "depthwise" : "convolution",
  };
  return {
    weights: bias ? [weight, vector(`${name}.bias`, to)] : [weight],
    apply: (input, run) => {
      const image = padImages(input as tf.Tensor4D, [around, around], [around, around]);
      const filter = run.weight(weight.name) as tf.Tensor4D;
      const output = depthwise
        ? tf.depthwiseConv2d(image, filter, stride, pad)
        : groupedConvolution(image, filter, groups, (x, w) => tf.conv2d(x, w, stride, pad));
      return tapped(name, bias ? tf.add(output, run.weight(`${name}.bias`)) : output, run.hook);
    },
  };
}

/** Each group of output channels sees its own group of input channels. TensorFlow.js has no such kernel. */
function groupedConvolution(
  input: tf.Tensor4D,
  filter: tf.Tensor4D,
  groups: number,
  convolve: (input: tf.Tensor4D, filter: tf.Tensor4D) => tf.Tensor4D,
): tf.Tensor4D {
  if (groups === 1) return convolve(input, filter);
  const inputs: tf.Tensor4D[] = tf.split(input, groups, 3);
  const filters: tf.Tensor4D[] = tf.split(filter, groups, 3);
  return tf.concat(
    inputs.map((group, i) => convolve(group, filters[i])),
    3,
  );
}

/** `nn.BatchNorm2d` in inference mode: (x - running_mean) / sqrt(running_var + epsilon) * weight + bias. */
export function batchNorm(name: string, channels: number, epsilon = BATCH_NORM_EPSILON): Layer {
  const names = ["running_mean", "running_var", "bias", "weight"].map((part) => `${name}.${part}`);
  return {
    weights: [names[3], names[2], names[0], names[1]].map((part) => vector(part, channels)),
    apply: (input, run) => {
      const [mean, variance, offset, scale] = names.map((part) => run.weight(part) as tf.Tensor1D);
      return tapped(name, tf.batchNorm(input as tf.Tensor4D, mean, variance, offset, scale, epsilon), run.hook);
    },
  };
}

/** `nn.Linear` on the features of each image. */
export function linear(name: string, from: number, to: number): Layer {
  const weight: WeightSpec = { name: `${name}.weight`, shape: [to, from], arrange: "linear" };
  return {
    weights: [weight, vector(`${name}.bias`, to)],
    apply: (input, run) => {
      const product = tf.matMul(input as tf.Tensor2D, run.weight(weight.name) as tf.Tensor2D);
      return tapped(name, tf.add(product, run.weight(`${name}.bias`)), run.hook);
    },
  };
}

/** An activation after a normalisation: in an `nn.Sequential`, whose parts are numbered, it has the next place. */
export function activated(norm: string, activation: Layer): Layer {
  const [, sequence, place] = /^(.*\.)(\d+)$/.exec(norm) ?? [];
  return place === undefined ? activation : named(`${sequence}${Number(place) + 1}`, activation);
}

/** A function without weights. */
export function stateless(apply: (input: tf.Tensor4D) => tf.Tensor): Layer {
  return { weights: [], apply: (input) => apply(input as tf.Tensor4D) };
}

export const relu: Layer = stateless((input) => tf.relu(input));
export const relu6: Layer = stateless((input) => tf.relu6(input));
/** `nn.SiLU`, also called Swish: x sigmoid(x). */
export const silu: Layer = stateless((input) => tf.mul(input, tf.sigmoid(input)));
/** `nn.LeakyReLU`. */
export const leakyRelu = (slope: number): Layer => stateless((input) => tf.leakyRelu(input, slope));
export const identity: Layer = stateless((input) => input);
/** `nn.Flatten`, in PyTorch's order: channels, rows, columns. */
export const flatten: Layer = stateless((input) => tf.reshape(tf.transpose(input, [0, 3, 1, 2]), [input.shape[0], -1]));
/** Rows of zeros below and columns of zeros to the right: what "same" padding adds for a 3x3 kernel at stride 2. */
export const padAfter: Layer = stateless((input) =>
  tf.pad(input, [
    [0, 0],
    [0, 1],
    [0, 1],
    [0, 0],
  ]),
);

/** Exchanges channels between groups: channel k of group g becomes channel g of group k. */
export function channelShuffle(groups: number): Layer {
  return stateless((input) => {
    const [batch, height, width, channels] = input.shape;
    const grouped = tf.reshape(input, [batch, height, width, groups, channels / groups]);
    return tf.reshape(tf.transpose(grouped, [0, 1, 2, 4, 3]), input.shape);
  });
}

/** One layer after the other. */
export function sequential(...layers: readonly Layer[]): Layer {
  return {
    weights: layers.flatMap(({ weights }) => weights),
    apply: (input, run) => layers.reduce((value, layer) => layer.apply(value, run), input),
  };
}

/** A layer without weights that has a name: its output is a tap. */
export function named(name: string, layer: Layer): Layer {
  return { weights: layer.weights, apply: (input, run) => tapped(name, layer.apply(input, run), run.hook) };
}

/** A part of a network that ends a block or a stage. */
export function blockEnd(name: string, layer: Layer): Layer {
  return { weights: layer.weights, apply: (input, run) => tapped(name, layer.apply(input, run), run.hook, true) };
}

/** `nn.Sequential` of blocks, each named by its place: `layer1`, `layer1.0`, `layer1.1`. */
export function stage(name: string, blocks: readonly Layer[]): Layer {
  return blockEnd(name, sequential(...blocks.map((part, index) => blockEnd(`${name}.${index}`, part))));
}

/** Two ways from one input, added. */
export function sum(first: Layer, second: Layer): Layer {
  return join(first, second, (a, b) => tf.add(a, b));
}

/** Two ways from one input, their channels one after the other. */
export function concatenate(first: Layer, second: Layer): Layer {
  return join(first, second, (a, b) => tf.concat([a, b], 3));
}

function join(first: Layer, second: Layer, combine: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): Layer {
  return {
    weights: [...first.weights, ...second.weights],
    apply: (input, run) => combine(first.apply(input, run), second.apply(input, run)),
  };
}

/** The first half of the channels as they are, and the second half through a layer. */
export function applyToSecondHalf(layer: Layer): Layer {
  return {
    weights: layer.weights,
    apply: (input, run) => {
      const [first, second] = tf.split(input, 2, 3);
      return tf.concat([first, layer.apply(second, run)], 3);
    },
  };
}

/** Option A of He et al. 2016: every second pixel, and channels of zeros on both sides. */
export function padShortcut(from: number, to: number, stride: number): Layer {
  const before = Math.floor((to - from) / 2);
  const channels: [number, number] = [before, to - from - before];
  return stateless((input) => {
    // A pool of one pixel is the strided slice that TensorFlow.js can differentiate.
    const sampled = tf.avgPool(input, 1, stride, "valid");
    return tf.pad(sampled, [[0, 0], [0, 0], [0, 0], channels]);
  });
}

function vector(name: string, size: number): WeightSpec {
  return { name, shape: [size], arrange: "as-is" };
}
