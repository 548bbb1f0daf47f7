import type { GraphBuilder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";
import { matmul, pad, reshape, slice, transpose } from "../graph/operators.ts";
import { convolve, type Geometry, padsOf } from "./convolution-geometry.ts";

type Pair = readonly [number, number];

/** Gradient of a convolution with respect to its NCHW input; weights as the forward convolution has them. */
export function inputGradient(graph: GraphBuilder, dy: Value, weights: Value, geometry: Geometry): Value {
  return asConvolution(graph, dy, weights, geometry) ?? asTransposedConvolution(graph, dy, weights, geometry);
}

/**
 * The gradient is the convolution of dy, its rows and columns the strides apart, with the mirrored weights, in and out
 * channels swapped. With strides that convolves many zeros, and is still much faster than what ONNX Runtime does with a
 * transposed convolution of many groups: one small product of matrices for each of them.
 */
function asConvolution(graph: GraphBuilder, dy: Value, weights: Value, geometry: Geometry): Value | undefined {
  const { strides, kernel, dilations, padding, input, output, groups } = geometry;
  if (groups === 1 && (strides[0] !== 1 || strides[1] !== 1)) return undefined;
  const around = ([0, 1] as const).map((axis): Pair => {
    const reach = (kernel[axis] - 1) * dilations[axis];
    const before = reach - padding[axis][0];
    return [before, input[axis] - output[axis] * strides[axis] + reach - before];
  }) as [Pair, Pair];
  if (around.flat().some((amount) => amount < 0)) return undefined;
  const swapped = swapChannels(graph, mirror(graph, weights), groups);
  const settings = { ...geometry, strides: [1, 1] as const, output: input, padding: around };
  return convolve(graph, apart(graph, dy, strides), swapped, settings);
}

/**
 * Rows and columns followed by zeros, `strides` times as many of each. Columns by a product with a matrix of a one for
 * each, rows by padding whole rows: ONNX Runtime pads and broadcasts inside of a row element by element, and slowly.
 */
function apart(graph: GraphBuilder, images: Value, [down, right]: Pair): Value {
  if (down === 1 && right === 1) return images;
  const [batch, channels, height, width] = images.shape as [number, number, number, number];
  const wide = width * right;
  const rows = reshape(graph, images, [batch * channels * height, width]);
  const ones = new Float32Array(width * wide);
  for (let column = 0; column < width; column++) ones[column * wide + column * right] = 1;
  const spread = right === 1 ? rows : matmul(graph, rows, graph.constant(ones, [width, wide]));
  const padded = pad(graph, spread, [
    [0, 0],
    [0, (down - 1) * wide],
  ]);
  return reshape(graph, padded, [batch, channels, height * down, wide]);
}

/** In and out channels of each group exchanged: [groups * out, in, h, w] to [groups * in, out, h, w]. */
function swapChannels(graph: GraphBuilder, weights: Value, groups: number): Value {
  if (groups === 1) return transpose(graph, weights, [1, 0, 2, 3]);
  const [outputs, inputs, height, width] = weights.shape as [number, number, number, number];
  const each = outputs / groups;
  const grouped = reshape(graph, weights, [groups, each, inputs, height, width]);
  return reshape(graph, transpose(graph, grouped, [0, 2, 1, 3, 4]), [groups * inputs, each, height, width]);
}

/** The weights turned by half a turn. */
function mirror(graph: GraphBuilder, weights: Value): Value {
  const last = [weights.shape[2]! - 1, weights.shape[3]! - 1];
  return slice(graph, weights, [2, 3], last, [-1, -1], [-1, -1]);
}

function asTransposedConvolution(graph: GraphBuilder, dy: Value, weights: Value, geometry: Geometry): Value {
  const { strides, kernel, dilations, padding, input, output, channels, batch, groups } = geometry;
  // Rows and columns at the end that the forward convolution never reached come as output padding.
  const ends = ([0, 1] as const).map(
    (axis) =>
      (output[axis] - 1) * strides[axis] + (kernel[axis] - 1) * dilations[axis] + 1 - padding[axis][0] - input[axis],
  ) as [number, number];
  const attributes = {
    kernel_shape: { ints: kernel },
    strides: { ints: strides },
    dilations: { ints: dilations },
    group: { int: groups },
    pads: padsOf([
      [padding[0][0], Math.max(0, ends[0])],
      [padding[1][0], Math.max(0, ends[1])],
    ]),
    output_padding: { ints: ends.map((end) => Math.max(0, -end)) },
  };
  const results = [{ type: dy.type, shape: [batch, channels[0], ...input] }];
  return graph.emit("ConvTranspose", [dy, weights], attributes, { results });
}
