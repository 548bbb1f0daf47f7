import type { GraphBuilder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";
import { concat, expand, matmul, pad, reduce, reshape, slice, transpose } from "../graph/operators.ts";
import { convolve, type Geometry } from "./convolution-geometry.ts";

/** Gradient of a convolution with respect to its filter, [out, in, height, width], from NCHW images. */
export function filterGradient(graph: GraphBuilder, x: Value, dy: Value, geometry: Geometry): Value {
  const strided = geometry.strides.some((step) => step !== 1);
  return strided ? unfolded(graph, x, dy, geometry) : separated(graph, x, dy, geometry);
}

/**
 * Stride 1: the kernel's columns shift x, its rows shift dy the other way, and one product of the two stacks holds
 * every pair of a row and a column. height + width copies of the data instead of height * width.
 */
function separated(graph: GraphBuilder, x: Value, dy: Value, geometry: Geometry): Value {
  const { channels, kernel, output, padding, input, dilations } = geometry;
  const columns = Array.from({ length: kernel[1] }, (_, column) =>
    moved(graph, x, 3, padding[1][0] - column * dilations[1], output[1]),
  );
  const rows = Array.from({ length: kernel[0] }, (_, row) =>
    moved(graph, dy, 2, row * dilations[0] - padding[0][0], input[0]),
  );
  const products = contract(graph, concat(graph, rows, 1), concat(graph, columns, 1));
  const [height, width] = kernel;
  return transpose(graph, reshape(graph, products, [height, channels[1], width, channels[0]]), [1, 3, 0, 2]);
}

/** Images moved along an axis by `before` elements, and cut or filled with zeros to a size. */
function moved(graph: GraphBuilder, images: Value, axis: 2 | 3, before: number, size: number): Value {
  const after = size - before - images.shape[axis]!;
  const paddings = images.shape.map((_, i): readonly [number, number] => (i === axis ? [before, after] : [0, 0]));
  // Dilated kernels may reach further than the image does: nothing of it is left.
  const gone = Math.min(before, after) <= -images.shape[axis]!;
  const shape = images.shape.map((extent, i) => (i === axis ? size : extent));
  return gone ? expand(graph, graph.scalar(0), shape) : pad(graph, images, paddings);
}

/** Any stride: dy [out, positions] times the patches of x [height * width * in, positions] transposed. */
function unfolded(graph: GraphBuilder, x: Value, dy: Value, geometry: Geometry): Value {
  const { channels, kernel } = geometry;
  const products = contract(graph, dy, concat(graph, shiftedImages(graph, x, geometry), 1));
  return transpose(graph, reshape(graph, products, [channels[1], ...kernel, channels[0]]), [0, 3, 1, 2]);
}

/**
 * For NCHW images a and b of the same size, the sum over images and positions of a[channel] b[channel'].
 * Image by image and then a sum, or as one product, whichever moves less data.
 */
function contract(graph: GraphBuilder, a: Value, b: Value): Value {
  const [batch, rows, height, width] = a.shape as [number, number, number, number];
  const columns = b.shape[1]!;
  const positions = height * width;
  if (rows * columns < (rows + columns) * positions) {
    const flat = (v: Value) => reshape(graph, v, [batch, v.shape[1]!, positions]);
    return reduce(graph, "ReduceSum", matmul(graph, flat(a), flat(b), false, true), [0]);
  }
  const flat = (v: Value) => reshape(graph, transpose(graph, v, [1, 0, 2, 3]), [v.shape[1]!, batch * positions]);
  return matmul(graph, flat(a), flat(b), false, true);
}

/**
 * The same for a depthwise convolution: [height, width, channels, multiplier]. Every channel of every image is convolved with
 * its own dy, taken at as many steps apart as the convolution had strides: what comes out at an offset is the gradient of
 * the weight at it, and is summed over the images.
 */
export function filterGradientDepthwise(graph: GraphBuilder, x: Value, dy: Value, geometry: Geometry): Value {
  const { batch, channels, kernel, input, output, strides, dilations, padding } = geometry;
  const maps = batch * channels[0];
  const multiplier = channels[1] / channels[0];
  const around = ([0, 1] as const).map((axis) => {
    const read = (output[axis] - 1) * strides[axis] + (kernel[axis] - 1) * dilations[axis] + 1;
    // Strides may leave rows at the end unread, and strided kernels may read past the padding TensorFlow.js reports.
    return [padding[axis][0], read - padding[axis][0] - input[axis]] as const;
  });
  const unread = around.map(([, after]) => Math.max(0, -after));
  const read = unread.every((count) => count === 0)
    ? x
    : slice(graph, x, [2, 3], [0, 0], [input[0] - unread[0], input[1] - unread[1]], [1, 1]);
  const products = convolve(
    graph,
    reshape(graph, read, [1, maps, input[0] - unread[0], input[1] - unread[1]]),
    reshape(graph, dy, [maps * multiplier, 1, ...output]),
    {
      kernel: output,
      output: kernel,
      strides: dilations,
      dilations: strides,
      padding: [
        [around[0][0], Math.max(0, around[0][1])],
        [around[1][0], Math.max(0, around[1][1])],
      ],
      groups: maps,
    },
  );
  const sums = reduce(graph, "ReduceSum", reshape(graph, products, [batch, channels[1], ...kernel]), [0]);
  return reshape(graph, transpose(graph, sums, [1, 2, 0]), [...kernel, channels[0], multiplier]);
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
