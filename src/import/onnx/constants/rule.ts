import { elementCount } from "../../../core/element-count.ts";
import { readStrided, rowMajorStrides } from "../../../core/strided.ts";
import type { Constant } from "../graph.ts";
import { type NodeContext, unsupported } from "../operators/rule.ts";
import { constant } from "../value.ts";

/**
 * How an operator is computed on known values: the arithmetic on shapes, indices and masks that exporters write into
 * graphs. Its results are known in turn, where a computed tensor could not serve as a shape. Undefined where they are
 * too large: the network computes them.
 */
export type ConstantRule = (
  inputs: readonly Constant[],
  context: NodeContext,
) => Constant | readonly Constant[] | undefined;

/** Larger values are weights, and are left to the network. */
export const MAX_ELEMENTS = 2 ** 20;

/** Whether a result is small enough to be known. */
export const isStaticShape = (shape: readonly number[]): boolean =>
  shape.length <= 16 &&
  shape.every((size) => Number.isSafeInteger(size) && size >= 0) &&
  elementCount(shape) <= MAX_ELEMENTS;

/** A part of a constant as a constant: `strides` and `first` say where its elements are. */
export function viewOf(
  { data, type }: Constant,
  shape: readonly number[],
  strides: readonly number[],
  first = 0,
): Constant {
  return constant(readStrided<Float32Array | Float64Array>(data, shape, strides, first), shape, type);
}

/** The value repeated to a larger shape; undefined where that is too large. */
export function broadcastTo(value: Constant, shape: readonly number[]): Constant | undefined {
  if (!isStaticShape(shape)) return undefined;
  if (value.shape.length === shape.length && value.shape.every((size, axis) => size === shape[axis])) return value;
  const lead = shape.length - value.shape.length;
  const own = rowMajorStrides(value.shape);
  const strides = shape.map((_, axis) => (axis < lead || value.shape[axis - lead] === 1 ? 0 : own[axis - lead]));
  return viewOf(value, shape, strides);
}

/** Shape that operands have together, as NumPy broadcasts them. */
export function broadcastShape(shapes: readonly (readonly number[])[], context: NodeContext): number[] {
  const rank = Math.max(...shapes.map(({ length }) => length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1);
    const size = sizes.find((candidate) => candidate !== 1) ?? 1;
    if (sizes.some((candidate) => candidate !== 1 && candidate !== size)) {
      throw unsupported(
        context,
        `shapes that do not fit each other: ${shapes.map((s) => `[${s.join(", ")}]`).join(", ")}`,
      );
    }
    return size;
  });
}
