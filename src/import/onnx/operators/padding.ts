import * as tf from "@tensorflow/tfjs-core";
import { computed, heldAxis, plain, shapeOf } from "../value.ts";
import { pick } from "./pick.ts";
import {
  knownNumbers,
  type NodeContext,
  number,
  numbers,
  positiveAxis,
  type Rule,
  type RuleTable,
  required,
  string,
  unsupported,
} from "./rule.ts";

/** Far wider than any image that is padded. */
const LARGEST_PAD = 8192;

const pad: Rule = (inputs, context) => {
  const x = required(inputs, 0, context);
  const { length: rank } = shapeOf(x);
  const given = knownNumbers(inputs[1], "pads", context) ?? numbers(context, "pads") ?? [];
  const axes = knownNumbers(inputs[3], "axes", context) ?? Array.from({ length: rank }, (_, axis) => axis);
  if (given.length !== 2 * axes.length) throw unsupported(context, `${given.length} pads for ${axes.length} axes`);
  const [value] = knownNumbers(inputs[2], "a value", context) ?? [number(context, "value", 0)];
  const mode = string(context, "mode", "constant");
  const held = x.kind === "computed" ? x : computed(plain(x));
  let tensor = held.tensor;
  for (const [i, axis] of axes.entries()) {
    const at = heldAxis(held, positiveAxis(axis, rank, context));
    tensor = padAxis(tensor, at, given[i], given[i + axes.length], mode, value ?? 0, context);
  }
  return computed(tensor, held.channelsLast);
};

function padAxis(
  tensor: tf.Tensor,
  axis: number,
  before: number,
  after: number,
  mode: string,
  value: number,
  context: NodeContext,
): tf.Tensor {
  if (before === 0 && after === 0) return tensor;
  if (!(Math.max(before, after) <= LARGEST_PAD)) throw unsupported(context, `a pad of ${Math.max(before, after)}`);
  const size = tensor.shape[axis];
  if (mode === "constant" && before >= 0 && after >= 0) {
    return tf.pad(
      tensor,
      tensor.shape.map((_, index): [number, number] => (index === axis ? [before, after] : [0, 0])),
      value,
    );
  }
  const place = PLACES[mode];
  if (place === undefined && mode !== "constant") throw unsupported(context, `mode ${mode}`);
  const indices = Array.from({ length: size + before + after }, (_, index) => index - before);
  const mapped = indices.map((index) => (place === undefined ? index : place(index, size)));
  if (mapped.some((index) => index < 0 || index >= size)) throw unsupported(context, "a pad larger than its tensor");
  return pick(tensor, mapped, axis);
}

/** The element that stands at a place outside of the tensor. */
const PLACES: Readonly<Record<string, (index: number, size: number) => number>> = {
  reflect: (index, size) => (index < 0 ? -index : index >= size ? 2 * (size - 1) - index : index),
  edge: (index, size) => Math.max(0, Math.min(size - 1, index)),
  wrap: (index, size) => ((index % size) + size) % size,
};

export const paddingRules = { Pad: pad } satisfies RuleTable;
