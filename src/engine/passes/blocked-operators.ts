import type { GraphBuilder } from "../graph/builder.ts";
import type { Attributes, Value } from "../graph/graph.ts";
import { reshape, transpose } from "../graph/operators.ts";

/**
 * ONNX Runtime's own layout for images, "NCHWc": [batch, channels / block, height, width, block], where a block of
 * channels fills a vector register. Its convolutions are about half as fast again as those on NCHW. ONNX Runtime
 * changes to it by itself where weights are constant; in a training step they are not, and these passes do it.
 * A blocked value keeps the shape [batch, channels, height, width]: only its elements are in another order.
 */
const DOMAIN = "com.microsoft.nchwc";

/** NCHW to blocked. */
export function enterBlocked(graph: GraphBuilder, x: Value): Value {
  return blockedSource(graph, x) ?? graph.emit("ReorderInput", [x], {}, { domain: DOMAIN, results: [x] });
}

/** Blocked to NCHW. */
export function leaveBlocked(graph: GraphBuilder, x: Value): Value {
  return graph.emit("ReorderOutput", [x], { channels: { int: x.shape[1]! } }, { domain: DOMAIN, results: [x] });
}

/** The blocked value that this one is a reordering of, if any. */
export function blockedSource(graph: GraphBuilder, x: Value): Value | undefined {
  const producer = graph.producer(x);
  return producer?.operator === "ReorderOutput" ? producer.inputs[0] : undefined;
}

/** A convolution of blocked images (of NCHW images where there are fewer channels than a block). */
export function blockedConvolution(
  graph: GraphBuilder,
  inputs: readonly (Value | undefined)[],
  attributes: Attributes,
  shape: readonly number[],
): Value {
  const results = [{ type: "float32" as const, shape }];
  return graph.emit("Conv", inputs, attributes, { domain: DOMAIN, results });
}

/** Weights [out, in, height, width] in the order that blocked convolutions read them. */
export function blockedWeights(graph: GraphBuilder, weights: Value, block: number): Value {
  const [out, channels, height, width] = weights.shape as [number, number, number, number];
  if (channels < block) {
    const split = reshape(graph, weights, [out / block, block, channels, height, width]);
    return reshape(graph, transpose(graph, split, [0, 2, 3, 4, 1]), weights.shape);
  }
  const split = reshape(graph, weights, [out / block, block, channels / block, block, height, width]);
  return reshape(graph, transpose(graph, split, [0, 2, 4, 5, 3, 1]), weights.shape);
}

/** a x + b channel by channel, as a depthwise convolution with one tap: that is how a blocked layout broadcasts. */
export function blockedAffine(graph: GraphBuilder, x: Value, slope: Value, offset?: Value): Value {
  const channels = x.shape[1]!;
  const attributes = {
    kernel_shape: { ints: [1, 1] },
    strides: { ints: [1, 1] },
    dilations: { ints: [1, 1] },
    pads: { ints: [0, 0, 0, 0] },
    group: { int: channels },
  };
  const inputs = [x, reshape(graph, slope, [channels, 1, 1, 1])];
  if (offset !== undefined) inputs.push(reshape(graph, offset, [channels]));
  return blockedConvolution(graph, inputs, attributes, x.shape);
}

/** Mean over the pixels of each channel, [batch, channels]: with one pixel left, both layouts are the same. */
export function blockedMean(graph: GraphBuilder, x: Value): Value {
  const [batch, channels] = x.shape as [number, number];
  const results = [{ type: x.type, shape: [batch, channels, 1, 1] }];
  return reshape(graph, graph.emit("GlobalAveragePool", [x], {}, { domain: DOMAIN, results }), [batch, channels]);
}
