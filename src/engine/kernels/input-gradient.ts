import type { GraphBuilder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";
import { slice, transpose } from "../graph/operators.ts";
import { convolve, type Geometry, padsOf } from "./convolution-geometry.ts";

type Pair = readonly [number, number];

/** Gradient of a convolution with respect to its NCHW input; weights as the forward convolution has them. */
export function inputGradient(graph: GraphBuilder, dy: Value, weights: Value, geometry: Geometry): Value {
  return asConvolution(graph, dy, weights, geometry) ?? asTransposedConvolution(graph, dy, weights, geometry);
}

/** Stride 1: the gradient is the convolution of dy with the mirrored weights, in and out channels swapped. */
function asConvolution(graph: GraphBuilder, dy: Value, weights: Value, geometry: Geometry): Value | undefined {
  const { strides, kernel, dilations, padding, input, output, groups } = geometry;
  if (strides[0] !== 1 || strides[1] !== 1 || groups !== 1) return undefined;
  const around = ([0, 1] as const).map((axis): Pair => {
    const reach = (kernel[axis] - 1) * dilations[axis];
    const before = reach - padding[axis][0];
    return [before, input[axis] - output[axis] + reach - before];
  }) as [Pair, Pair];
  if (around.flat().some((amount) => amount < 0)) return undefined;
  const swapped = transpose(graph, mirror(graph, weights), [1, 0, 2, 3]);
  return convolve(graph, dy, swapped, { ...geometry, output: input, padding: around });
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
