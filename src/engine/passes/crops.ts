import type { GraphBuilder } from "../graph/builder.ts";
import type { Graph, Value } from "../graph/graph.ts";
import { rewrite } from "../graph/rewrite.ts";
import { integersOf } from "./attributes.ts";

/** Where rows and columns stand in an NCHW image. */
const SPATIAL = [2, 3];

/**
 * A crop of what a convolution of stride 1 computes is a convolution with less padding. Gradients are full of such
 * crops: padding before a convolution is cropped off again on the way back.
 */
export function cropByPadding(graph: Graph): Graph {
  return rewrite(graph, (builder, operation, site) => {
    const [cropped] = operation.inputs;
    const convolution =
      operation.operator === "Slice" && site.inputUses(0) === 1 ? builder.producer(cropped!) : undefined;
    if (convolution?.operator !== "Conv") return undefined;
    if (integersOf(convolution, "strides").some((stride) => stride !== 1)) return undefined;
    const crop = cropOf(builder, operation.inputs, cropped!.shape);
    const pads = crop?.map((amount, i) => (integersOf(convolution, "pads")[i] ?? 0) - amount);
    if (pads === undefined || pads.some((amount) => amount < 0)) return undefined;
    const { inputs, attributes } = convolution;
    const results = [{ type: cropped!.type, shape: operation.outputs[0]!.shape }];
    return [builder.emit("Conv", inputs, { ...attributes, pads: { ints: pads } }, { results })];
  });
}

/** Rows and columns that a `Slice` leaves out, in the order of `pads`; undefined where it does anything else. */
function cropOf(
  graph: GraphBuilder,
  [, ...bounds]: readonly (Value | undefined)[],
  shape: readonly number[],
): readonly number[] | undefined {
  const [starts, ends, axes, steps] = bounds.map((bound) => bound && graph.constantData(bound));
  if (!starts || !ends || !axes || !steps) return undefined;
  const crop = [0, 0, 0, 0];
  for (let i = 0; i < axes.length; i++) {
    const [axis, start, end, step] = [axes[i], starts[i], ends[i], steps[i]].map(Number) as [
      number,
      number,
      number,
      number,
    ];
    const size = shape[axis]!;
    if (step !== 1 || start < 0 || end < start || end > size) return undefined;
    if (start === 0 && end === size) continue;
    const place = SPATIAL.indexOf(axis);
    if (place < 0) return undefined;
    crop[place] = start;
    crop[place + SPATIAL.length] = size - end;
  }
  return crop;
}
