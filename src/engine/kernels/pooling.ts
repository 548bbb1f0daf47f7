import {
  type AvgPoolAttrs,
  type AvgPoolGradAttrs,
  backend_util,
  type MaxPoolAttrs,
  type MaxPoolGradAttrs,
} from "@tensorflow/tfjs-core";
import type { GraphBuilder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";
import { cast, expand, pad, reshape, slice, toNchw, toNhwc } from "../graph/operators.ts";
import { type Geometry, padsOf } from "./convolution-geometry.ts";
import { inputGradient } from "./input-gradient.ts";
import type { KernelTable } from "./kernel.ts";

type PoolAttributes = MaxPoolAttrs | AvgPoolAttrs | AvgPoolGradAttrs | MaxPoolGradAttrs;

function poolGeometry(shape: readonly number[], attributes: PoolAttributes): Geometry {
  const { filterSize, strides, pad: padding } = attributes;
  const rounding = "dimRoundingMode" in attributes ? attributes.dimRoundingMode : undefined;
  const nhwc = shape as [number, number, number, number];
  const info = backend_util.computePool2DInfo(nhwc, filterSize, strides, 1, padding, rounding);
  return {
    batch: info.batchSize,
    channels: [info.inChannels, info.inChannels],
    input: [info.inHeight, info.inWidth],
    output: [info.outHeight, info.outWidth],
    kernel: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [1, 1],
    padding: [
      [info.padInfo.top, info.padInfo.bottom],
      [info.padInfo.left, info.padInfo.right],
    ],
    groups: info.inChannels,
    layout: "NHWC",
  };
}

/**
 * Images as a pool may read them. ONNX Runtime takes a Pad with zeros in front of a pool for the pool's own padding,
 * whose elements do not count (pad_fusion.cc); it leaves a Pad with minus zeros alone.
 */
function withOwnPadding(graph: GraphBuilder, x: Value): Value {
  const producer = graph.producer(x);
  const [source, pads, value] = producer?.inputs ?? [];
  const data = value === undefined ? undefined : graph.constantData(value);
  if (producer?.operator !== "Pad" || !(data instanceof Float32Array) || data[0] !== 0) return x;
  return graph.emit("Pad", [source, pads, graph.scalar(-0)]);
}

function pool(graph: GraphBuilder, operator: string, x: Value, attributes: PoolAttributes): Value {
  const { kernel, strides, padding, output } = poolGeometry(x.shape, attributes);
  const images = toNchw(graph, withOwnPadding(graph, x));
  const window = { kernel_shape: { ints: kernel }, strides: { ints: strides }, pads: padsOf(padding) };
  const shape = [...images.shape.slice(0, 2), ...output];
  return toNhwc(graph, graph.emit(operator, [images], window, { results: [{ type: x.type, shape }] }));
}

/**
 * Gradient of max pooling: each dy goes to the first place in its window that holds the maximum. Offset by offset of
 * the window: where the pixel equals the maximum and none before it did, dy is put back at that pixel.
 */
function maxPoolGradient(graph: GraphBuilder, dy: Value, x: Value, y: Value, geometry: Geometry): Value {
  const { batch, channels, input, output, kernel, strides, padding } = geometry;
  const reach = ([0, 1] as const).map((axis) => (output[axis] - 1) * strides[axis] + kernel[axis]) as [number, number];
  const size = ([0, 1] as const).map((axis) => Math.max(reach[axis], input[axis] + padding[axis][0])) as [
    number,
    number,
  ];
  const around = ([0, 1] as const).map(
    (axis) => [padding[axis][0], size[axis] - input[axis] - padding[axis][0]] as const,
  );
  const none = [0, 0] as const;
  const padded = pad(graph, x, [none, none, ...around], -Infinity);
  let open = expand(graph, graph.scalar(1, "bool"), y.shape);
  let sum: Value | undefined;
  for (let offset = 0; offset < kernel[0] * kernel[1]; offset++) {
    const start = [Math.floor(offset / kernel[1]), offset % kernel[1]] as const;
    const ends = ([0, 1] as const).map((axis) => start[axis] + (output[axis] - 1) * strides[axis] + 1);
    const pixels = slice(graph, padded, [2, 3], start, ends, strides);
    const chosen = graph.emit("And", [open, graph.emit("Equal", [pixels, y])]);
    open = graph.emit("And", [open, graph.emit("Not", [chosen])]);
    const share = graph.emit("Mul", [dy, cast(graph, chosen, "float32")]);
    const placed = place(graph, share, start, size, strides);
    sum = sum === undefined ? placed : graph.emit("Add", [sum, placed]);
  }
  const first = [padding[0][0], padding[1][0]] as const;
  const last = [first[0] + input[0], first[1] + input[1]];
  return reshape(graph, slice(graph, sum!, [2, 3], first, last), [batch, channels[0], ...input]);
}

/** Puts each pixel at `start + position * strides` of an image of zeros. */
function place(
  graph: GraphBuilder,
  x: Value,
  start: readonly [number, number],
  size: readonly [number, number],
  strides: readonly [number, number],
): Value {
  const [batch, channels, height, width] = x.shape as [number, number, number, number];
  const none = [0, 0] as const;
  const cells = reshape(graph, x, [batch, channels, height, 1, width, 1]);
  const spread = pad(graph, cells, [none, none, none, [0, strides[0] - 1], none, [0, strides[1] - 1]]);
  const image = reshape(graph, spread, [batch, channels, height * strides[0], width * strides[1]]);
  // The zeros after the last pixel may reach past the border.
  const kept = [(height - 1) * strides[0] + 1, (width - 1) * strides[1] + 1] as const;
  const trimmed = slice(graph, image, [2, 3], [0, 0], kept);
  const after = [size[0] - start[0] - kept[0], size[1] - start[1] - kept[1]] as const;
  return pad(graph, trimmed, [none, none, [start[0], after[0]], [start[1], after[1]]]);
}

/** Gradient of average pooling: every pixel of a window gets dy / (pixels of the image in the window). */
function averagePoolGradient(graph: GraphBuilder, dy: Value, geometry: Geometry): Value {
  const { groups, input, output, kernel, strides, padding } = geometry;
  const [rows, columns] = ([0, 1] as const).map((axis) =>
    Array.from({ length: output[axis] }, (_, place) => {
      const start = place * strides[axis] - padding[axis][0];
      return Math.min(start + kernel[axis], input[axis]) - Math.max(start, 0);
    }),
  ) as [number[], number[]];
  const whole = kernel[0] * kernel[1];
  const more = rows.flatMap((height) => columns.map((width) => whole / (height * width)));
  const slopes = more.every((factor) => factor === 1)
    ? dy
    : graph.emit("Mul", [dy, graph.constant(Float32Array.from(more), [1, 1, ...output])]);
  return inputGradient(graph, slopes, expand(graph, graph.scalar(1 / whole), [groups, 1, ...kernel]), geometry);
}

/** Pooling and its gradients. */
export const poolingKernels = {
  MaxPool: (graph, { x }, attributes: MaxPoolAttrs) => pool(graph, "MaxPool", x!, attributes),
  AvgPool: (graph, { x }, attributes: AvgPoolAttrs) => pool(graph, "AveragePool", x!, attributes),
  MaxPoolGrad: (graph, { dy, input, output }, attributes: MaxPoolGradAttrs) => {
    const geometry = poolGeometry(input!.shape, attributes);
    const [gradient, x, y] = [toNchw(graph, dy!), toNchw(graph, input!), toNchw(graph, output!)];
    return toNhwc(graph, maxPoolGradient(graph, gradient, x, y, geometry));
  },
  AvgPoolGrad: (graph, { dy, input }, attributes: AvgPoolGradAttrs) =>
    toNhwc(graph, averagePoolGradient(graph, toNchw(graph, dy!), poolGeometry(input!.shape, attributes))),
} satisfies KernelTable;
