import type { GraphBuilder } from "../graph/builder.ts";
import type { Operation, Value } from "../graph/graph.ts";
import type { RewriteRule } from "../graph/rewrite.ts";
import { integerOf } from "./attributes.ts";
import { blockedConvolution, blockedSource, leaveBlocked } from "./blocked-operators.ts";

/** Taps that a convolution which only moves an image may have along an axis: each costs as much as one that matters. */
const MAX_TAPS = 4;

const SHIFTS = new Set(["Pad", "Slice"]);

/** What becomes of an axis: `out[i] = in[start + i * step]`, zero where that is outside. */
interface Walk {
  readonly start: number;
  readonly step: number;
  readonly size: number;
}

/**
 * Padding, cropping and striding of rows and columns, as a depthwise convolution with a single tap of 1: ONNX Runtime
 * has no other operator that moves blocked images, and moves NCHW images element by element.
 */
export const shift =
  (block: number): RewriteRule =>
  (graph, operation) => {
    const source = SHIFTS.has(operation.operator) ? blockedSource(graph, operation.inputs[0]!) : undefined;
    const walks = source && (operation.operator === "Pad" ? padWalks(graph, operation) : sliceWalks(graph, operation));
    const [rows, columns] = walks?.map((walk, i) => tapOf(walk, source!.shape[i + 2]!)) ?? [];
    if (source === undefined || rows === undefined || columns === undefined) return undefined;
    return [leaveBlocked(graph, walked(graph, source, rows, columns, operation.outputs[0]!.shape, block))];
  };

/** The depthwise convolution whose tap reads a blocked image as two walks say. */
function walked(
  graph: GraphBuilder,
  source: Value,
  rows: Tap,
  columns: Tap,
  shape: readonly number[],
  block: number,
): Value {
  const channels = source.shape[1]!;
  const kernel = [rows.length, columns.length] as const;
  const taps = kernel[0] * kernel[1];
  // Weights of depthwise convolutions are blocked too: [channels / block, height, width, block].
  const weights = new Float32Array(channels * taps);
  const first = (rows.at * kernel[1] + columns.at) * block;
  for (let at = first; at < weights.length; at += taps * block) weights.fill(1, at, at + block);
  const attributes = {
    kernel_shape: { ints: kernel },
    strides: { ints: [rows.step, columns.step] },
    dilations: { ints: [1, 1] },
    pads: { ints: [rows.before, columns.before, rows.after, columns.after] },
    group: { int: channels },
  };
  return blockedConvolution(graph, [source, graph.constant(weights, [channels, 1, ...kernel])], attributes, shape);
}

/** Blocked images one behind the other, channel by channel: whole blocks are copied. */
export const concatenation: RewriteRule = (graph, operation) => {
  if (operation.operator !== "Concat" || integerOf(operation, "axis", 0) !== 1) return undefined;
  const sources = operation.inputs.map((input) => blockedSource(graph, input!));
  if (sources.some((source) => source === undefined)) return undefined;
  return [leaveBlocked(graph, graph.emit("Concat", sources, operation.attributes))];
};

/** How a convolution with one tap moves an axis. */
interface Tap {
  readonly length: number;
  readonly at: number;
  readonly before: number;
  readonly after: number;
  readonly step: number;
}

/** The shortest kernel that walks so; undefined where it is too long, or the walk turns back. */
function tapOf({ start, step, size }: Walk, input: number): Tap | undefined {
  if (size < 1 || step < 1) return undefined;
  const at = Math.max(0, start);
  // Elements behind the last one that is read. Fewer than a step of them end the walk by themselves.
  const left = input - 1 - (start + (size - 1) * step);
  const length = at + 1 + Math.max(0, left - step + 1);
  return length <= MAX_TAPS ? { length, at, before: at - start, after: Math.max(0, -left), step } : undefined;
}

/** Rows' and columns' walks of a `Pad` with zeros that leaves images and channels alone; amounts below 0 crop. */
function padWalks(graph: GraphBuilder, { inputs, outputs, attributes }: Operation): readonly Walk[] | undefined {
  const [, pads, value, axes] = inputs;
  const amounts = pads && graph.constantData(pads);
  const filling = value === undefined ? [0] : graph.constantData(value);
  const zeros = attributes["mode"] === undefined && axes === undefined && Number(filling?.[0]) === 0;
  if (!zeros || amounts === undefined || [0, 1, 4, 5].some((i) => Number(amounts[i]) !== 0)) return undefined;
  return [2, 3].map((axis) => ({ start: -Number(amounts[axis]), step: 1, size: outputs[0]!.shape[axis]! }));
}

/** Rows' and columns' walks of a `Slice` that takes all images and channels. */
function sliceWalks(graph: GraphBuilder, operation: Operation): readonly Walk[] | undefined {
  const shape = operation.outputs[0]!.shape;
  const [starts, , axes, steps] = operation.inputs
    .slice(1)
    .map((bound) => Array.from((bound && graph.constantData(bound)) ?? [], Number)) as [
    number[],
    number[],
    number[],
    number[],
  ];
  const full = shape.slice(0, 2).every((size, axis) => size === operation.inputs[0]!.shape[axis]);
  if (!full || axes.length !== starts.length || steps.length !== starts.length) return undefined;
  if (starts.some((start) => start < 0)) return undefined;
  return [2, 3].map((axis) => {
    const place = axes.indexOf(axis);
    return { start: place < 0 ? 0 : starts[place]!, step: place < 0 ? 1 : steps[place]!, size: shape[axis]! };
  });
}
