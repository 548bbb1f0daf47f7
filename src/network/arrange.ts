import { readStrided, rowMajorStrides } from "../core/strided.ts";
import type { Arrangement, WeightSpec } from "./weight.ts";

/** New order of PyTorch's axes: convolutions go from [out, in, row, column] to [row, column, in, out]. */
const ORDER: Readonly<Record<Arrangement, readonly number[] | undefined>> = {
  "as-is": undefined,
  convolution: [2, 3, 1, 0],
  // [channel, 1, row, column] to [row, column, channel, 1].
  depthwise: [2, 3, 0, 1],
  linear: [1, 0],
};

type Arranged = Pick<WeightSpec, "shape" | "arrangement">;

/** A weight's shape in TensorFlow.js' layout. */
export function tensorflowShape({ shape, arrangement }: Arranged): number[] {
  return ORDER[arrangement]?.map((axis) => shape[axis]) ?? [...shape];
}

/**
 * A weight's numbers in TensorFlow.js' layout, from PyTorch's.
 *
 * @example toTensorflow(Float32Array.of(1, 2, 3, 4, 5, 6), { shape: [2, 3], arrangement: "linear" }) // [1, 4, 2, 5, 3, 6]
 */
export function toTensorflow(values: Float32Array, { shape, arrangement }: Arranged): Float32Array {
  const order = ORDER[arrangement];
  return order === undefined ? values : reorder(values, shape, order);
}

/** The other way. */
export function toPytorch(values: Float32Array, spec: Arranged): Float32Array {
  const order = ORDER[spec.arrangement];
  if (order === undefined) return values;
  const back = order.map((_, axis) => order.indexOf(axis));
  return reorder(values, tensorflowShape(spec), back);
}

function reorder(values: Float32Array, shape: readonly number[], order: readonly number[]): Float32Array {
  const strides = rowMajorStrides(shape);
  return readStrided(
    values,
    order.map((axis) => shape[axis]),
    order.map((axis) => strides[axis]),
  );
}
