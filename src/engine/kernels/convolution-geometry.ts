import { backend_util, type Conv2DAttrs } from "@tensorflow/tfjs-core";
import type { GraphBuilder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";

export type ConvolutionAttributes = Pick<Conv2DAttrs, "strides" | "pad" | "dimRoundingMode"> &
  Partial<Pick<Conv2DAttrs, "dataFormat" | "dilations">>;

type Pair = readonly [number, number];

/** Sizes of a two-dimensional convolution; pairs are [height, width]. */
export interface Geometry {
  readonly batch: number;
  /** Channels of the input and of the output. */
  readonly channels: Pair;
  readonly input: Pair;
  readonly output: Pair;
  readonly kernel: Pair;
  readonly strides: Pair;
  readonly dilations: Pair;
  /** Padding before the first and after the last row and column. */
  readonly padding: readonly [Pair, Pair];
  readonly groups: number;
  /** How TensorFlow.js holds the images. Inside the graph they are always NCHW. */
  readonly layout: "NHWC" | "NCHW";
}

/** Resolves what TensorFlow.js says of a convolution ("same", one stride for both axes, ...) into sizes. */
export function geometryOf(
  inputShape: readonly number[],
  filterShape: readonly number[],
  { strides, pad, dataFormat = "NHWC", dilations = 1, dimRoundingMode }: ConvolutionAttributes,
  depthwise: boolean,
): Geometry {
  const info = backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides,
    dilations,
    pad,
    dimRoundingMode,
    depthwise,
    backend_util.convertConv2DDataFormat(dataFormat),
  );
  const { padInfo } = info;
  return {
    batch: info.batchSize,
    channels: [info.inChannels, info.outChannels],
    input: [info.inHeight, info.inWidth],
    output: [info.outHeight, info.outWidth],
    kernel: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    padding: [
      [padInfo.top, padInfo.bottom],
      [padInfo.left, padInfo.right],
    ],
    groups: depthwise ? info.inChannels : 1,
    layout: dataFormat === "NCHW" ? "NCHW" : "NHWC",
  };
}

/** ONNX `pads`: all befores, then all afters. */
export const padsOf = ([rows, columns]: readonly [Pair, Pair]) => ({
  ints: [rows[0], columns[0], rows[1], columns[1]],
});

/** `Conv` of NCHW images with [out, in / groups, height, width] weights. */
export function convolve(
  graph: GraphBuilder,
  x: Value,
  weights: Value,
  { output, kernel, strides, dilations, padding, groups }: Omit<Geometry, "batch" | "channels" | "input" | "layout">,
  bias?: Value,
): Value {
  const attributes = {
    kernel_shape: { ints: kernel },
    strides: { ints: strides },
    dilations: { ints: dilations },
    pads: padsOf(padding),
    group: { int: groups },
  };
  const shape = [x.shape[0]!, weights.shape[0]!, ...output];
  const inputs = bias === undefined ? [x, weights] : [x, weights, bias];
  return graph.emit("Conv", inputs, attributes, { results: [{ type: x.type, shape }] });
}
