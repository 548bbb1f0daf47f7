import type {
  Conv2DAttrs,
  Conv2DBackpropFilterAttrs,
  Conv2DBackpropInputAttrs,
  DepthwiseConv2dNativeAttrs,
  DepthwiseConv2dNativeBackpropFilterAttrs,
  DepthwiseConv2dNativeBackpropInputAttrs,
  FusedConv2DAttrs,
} from "@tensorflow/tfjs-core";
import type { GraphBuilder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";
import { reshape, toNchw, toNhwc, transpose } from "../graph/operators.ts";
import { activate } from "./activation.ts";
import { type ConvolutionAttributes, convolve, type Geometry, geometryOf } from "./convolution-geometry.ts";
import { filterGradient, filterGradientDepthwise } from "./filter-gradient.ts";
import { inputGradient } from "./input-gradient.ts";
import type { KernelTable } from "./kernel.ts";

/** A filter of TensorFlow.js, [height, width, in, out], as ONNX has it: [out, in, height, width]. */
const toOihw = (graph: GraphBuilder, filter: Value) => transpose(graph, filter, [3, 2, 0, 1]);

/** A depthwise filter, [height, width, channels, multiplier], as [channels * multiplier, 1, height, width]. */
function toDepthwise(graph: GraphBuilder, filter: Value): Value {
  const [height, width, channels, multiplier] = filter.shape as [number, number, number, number];
  return reshape(graph, transpose(graph, filter, [2, 3, 0, 1]), [channels * multiplier, 1, height, width]);
}

const enter = (graph: GraphBuilder, x: Value, { layout }: Geometry) => (layout === "NCHW" ? x : toNchw(graph, x));
const leave = (graph: GraphBuilder, y: Value, { layout }: Geometry) => (layout === "NCHW" ? y : toNhwc(graph, y));

function convolution(
  graph: GraphBuilder,
  x: Value,
  filter: Value,
  attributes: ConvolutionAttributes,
  depthwise: boolean,
  bias?: Value,
): Value {
  const geometry = geometryOf(x.shape, filter.shape, attributes, depthwise);
  const weights = depthwise ? toDepthwise(graph, filter) : toOihw(graph, filter);
  return leave(graph, convolve(graph, enter(graph, x, geometry), weights, geometry, bias), geometry);
}

/** Convolutions and their gradients. */
export const convolutionKernels = {
  Conv2D: (graph, { x, filter }, attributes: Conv2DAttrs) => convolution(graph, x!, filter!, attributes, false),
  FusedConv2D: (graph, { x, filter, bias, preluActivationWeights }, attributes: FusedConv2DAttrs) =>
    activate(graph, convolution(graph, x!, filter!, attributes, false, bias), attributes, preluActivationWeights),
  DepthwiseConv2dNative: (graph, { x, filter }, attributes: DepthwiseConv2dNativeAttrs) =>
    convolution(graph, x!, filter!, attributes, true),
  FusedDepthwiseConv2D: (graph, { x, filter, bias, preluActivationWeights }, attributes: FusedConv2DAttrs) =>
    activate(graph, convolution(graph, x!, filter!, attributes, true, bias), attributes, preluActivationWeights),

  Conv2DBackpropInput: (graph, { dy, filter }, attributes: Conv2DBackpropInputAttrs) => {
    const geometry = geometryOf(attributes.inputShape, filter!.shape, attributes, false);
    return leave(graph, inputGradient(graph, enter(graph, dy!, geometry), toOihw(graph, filter!), geometry), geometry);
  },
  DepthwiseConv2dNativeBackpropInput: (graph, { dy, filter }, attributes: DepthwiseConv2dNativeBackpropInputAttrs) => {
    const geometry = geometryOf(attributes.inputShape, filter!.shape, attributes, true);
    const weights = toDepthwise(graph, filter!);
    return leave(graph, inputGradient(graph, enter(graph, dy!, geometry), weights, geometry), geometry);
  },
  Conv2DBackpropFilter: (graph, { x, dy }, attributes: Conv2DBackpropFilterAttrs) => {
    const geometry = geometryOf(x!.shape, attributes.filterShape, attributes, false);
    const gradient = filterGradient(graph, enter(graph, x!, geometry), enter(graph, dy!, geometry), geometry);
    return transpose(graph, gradient, [2, 3, 1, 0]);
  },
  DepthwiseConv2dNativeBackpropFilter: (graph, { x, dy }, attributes: DepthwiseConv2dNativeBackpropFilterAttrs) => {
    const geometry = geometryOf(x!.shape, attributes.filterShape, attributes, true);
    return filterGradientDepthwise(graph, enter(graph, x!, geometry), enter(graph, dy!, geometry), geometry);
  },
} satisfies KernelTable;
