import type { Value } from "../value.ts";
import { knownNumbers, type NodeContext, numbers, positiveAxis, unsupported } from "./rule.ts";

/** The elements start, start + step, ... along one axis. */
export interface SliceRange {
  readonly axis: number;
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** What a slice takes of each axis, with ends beyond the tensor brought back to it (ONNX, Operators: Slice). */
export function sliceRanges(
  inputs: readonly (Value | undefined)[],
  shape: readonly number[],
  context: NodeContext,
): SliceRange[] {
  const starts = knownNumbers(inputs[1], "starts", context) ?? numbers(context, "starts") ?? [];
  const ends = knownNumbers(inputs[2], "ends", context) ?? numbers(context, "ends") ?? [];
  const axes = knownNumbers(inputs[3], "axes", context) ?? numbers(context, "axes") ?? starts.map((_, axis) => axis);
  const steps = knownNumbers(inputs[4], "steps", context) ?? starts.map(() => 1);
  return axes.map((given, i) => {
    const axis = positiveAxis(given, shape.length, context);
    const size = shape[axis];
    const step = steps[i];
    if (!Number.isInteger(step) || step === 0) throw unsupported(context, `a step of ${step}`);
    const [low, high] = step > 0 ? [0, size] : [-1, size - 1];
    const bound = (value: number) => Math.max(low, Math.min(high, value < 0 ? value + size : value));
    const start = bound(starts[i]);
    // The most negative end means "through the first element" when walking backwards.
    const end = step < 0 && ends[i] < -size ? -1 : bound(ends[i]);
    return { axis, start, step, count: Math.max(0, Math.ceil((end - start) / step)) };
  });
}
