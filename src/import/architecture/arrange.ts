import { readStrided, rowMajorStrides } from "../shared/strided.ts";
import type { Arrangement } from "./layer.ts";

/** A weight in TensorFlow.js' layout. */
interface Arranged {
  readonly values: Float32Array;
  readonly shape: number[];
}

/** New order of PyTorch's axes: convolutions go from [out, in, row, column] to [row, column, in, out]. */
const ORDER: Readonly<Record<Arrangement, readonly number[] | undefined>> = {
  "as-is": undefined,
  convolution: [2, 3, 1, 0],
  // [channel, 1, row, column] to [row, column, channel, 1].
  depthwise: [2, 3, 0, 1],
  linear: [1, 0],
};

/**
 * Moves a weight's axes from PyTorch's order to TensorFlow.js'.
 *
 * @example arrange(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3], "linear").values // [1, 4, 2, 5, 3, 6]
 */
export function arrange(values: Float32Array, shape: readonly number[], arrangement: Arrangement): Arranged {
  const order = ORDER[arrangement];
  if (order === undefined) return { values, shape: [...shape] };
  const strides = rowMajorStrides(shape);
  const moved = order.map((axis) => shape[axis]);
  return {
    values: readStrided(
      values,
      moved,
      order.map((axis) => strides[axis]),
    ),
    shape: moved,
  };
}
