import type { GraphBuilder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";
import { concat, matmul, pad, reduce, reshape, slice, transpose } from "../graph/operators.ts";
import type { Geometry } from "./convolution-geometry.ts";

/**
 * Gradient of a convolution with respect to its filter, [out, in, height, width], from NCHW images:
 * per image, dy [out, positions] times the patches of x [height * width * in, positions] transposed; then the sum.
 */
export function filterGradient(graph: GraphBuilder, x: Value, dy: Value, geometry: Geometry): Value {
  const { batch, channels, kernel, output } = geometry;
  const positions = output[0] * output[1];
  const patches = shiftedImages(graph, x, geometry).map((image) =>
    reshape(graph, image, [batch, channels[0], positions]),
  );
  const columns = concat(graph, patches, 1);
  const rows = reshape(graph, dy, [batch, channels[1], positions]);
  const products = matmul(graph, rows, columns, false, true);
  const gradient = reduce(graph, "ReduceSum", products, [0]);
  return transpose(graph, reshape(graph, gradient, [channels[1], ...kernel, channels[0]]), [0, 3, 1, 2]);
}

/** The same for a depthwise convolution: [height, width, channels, multiplier]. */
export function filterGradientDepthwise(graph: GraphBuilder, x: Value, dy: Value, geometry: Geometry): Value {
  const { batch, channels, kernel, output } = geometry;
  const positions = output[0] * output[1];
  const multiplier = channels[1] / channels[0];
  const rows = reshape(graph, dy, [batch, channels[0], multiplier, positions]);
  const gradients = shiftedImages(graph, x, geometry).map((image) => {
    const column = reshape(graph, image, [batch, channels[0], positions, 1]);
    const product = reduce(graph, "ReduceSum", matmul(graph, rows, column), [0]);
    return reshape(graph, product, [1, channels[0], multiplier]);
  });
  return reshape(graph, concat(graph, gradients, 0), [...kernel, channels[0], multiplier]);
}

/** For each kernel offset, row by row, the input pixels that it meets at every output position. */
function shiftedImages(graph: GraphBuilder, x: Value, geometry: Geometry): Value[] {
  const { kernel, output, strides, dilations, padding } = geometry;
  // Strides may leave rows at the end unread; strided kernels may read past the padding TensorFlow.js reports.
  const reach = ([0, 1] as const).map(
    (axis) => (output[axis] - 1) * strides[axis] + (kernel[axis] - 1) * dilations[axis] + 1,
  );
  const after = ([0, 1] as const).map((axis) =>
    Math.max(padding[axis][1], reach[axis]! - padding[axis][0] - geometry.input[axis]),
  );
  const none = [0, 0] as const;
  const padded = pad(graph, x, [none, none, [padding[0][0], after[0]!], [padding[1][0], after[1]!]]);
  return Array.from({ length: kernel[0] * kernel[1] }, (_, offset) => {
    const starts = [Math.floor(offset / kernel[1]) * dilations[0], (offset % kernel[1]) * dilations[1]];
    const ends = starts.map((start, axis) => start + (output[axis as 0 | 1] - 1) * strides[axis as 0 | 1] + 1);
    return slice(graph, padded, [2, 3], starts, ends, strides);
  });
}
