import type { Value } from "../value.ts";
import { knownNumbers, type NodeContext, numbers, unsupported } from "./rule.ts";

/** Sizes of the parts that an axis is split into: given, or as equal as can be (ONNX, Operators: Split). */
export function partSizes(given: Value | undefined, size: number, context: NodeContext): number[] {
  const parts = context.node.outputs.length;
  const each = Math.ceil(size / parts);
  const sizes =
    knownNumbers(given, "sizes", context) ??
    numbers(context, "split")?.slice() ??
    Array.from({ length: parts }, (_, part) => Math.min(each, size - part * each));
  const fits = sizes.length === parts && sizes.every((part) => Number.isInteger(part) && part >= 0);
  if (!fits || sizes.reduce((sum, part) => sum + part, 0) !== size) {
    throw unsupported(context, `parts of ${sizes.join(", ")} for ${size}`);
  }
  return sizes;
}
