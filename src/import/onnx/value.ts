import * as tf from "@tensorflow/tfjs-core";
import { readStrided, rowMajorStrides } from "../../core/strided.ts";
import type { Constant } from "./graph.ts";

/**
 * A tensor that the network computes. ONNX' images are [batch, channels, height, width]; TensorFlow.js computes on
 * [batch, height, width, channels]. With `channelsLast` the tensor is held in the second order and means the first,
 * so that a chain of convolutions needs no transposition.
 */
export interface Computed {
  readonly kind: "computed";
  readonly tensor: tf.Tensor;
  readonly channelsLast: boolean;
}

export type Value = Constant | Computed;

export const computed = (tensor: tf.Tensor, channelsLast = false): Computed => ({
  kind: "computed",
  tensor,
  channelsLast,
});

export function constant(
  data: readonly number[] | Float32Array | Float64Array,
  shape: readonly number[],
  type: Constant["type"] = "integer",
): Constant {
  return {
    kind: "constant",
    data: Array.isArray(data) ? Float64Array.from(data) : (data as Float64Array),
    shape,
    type,
  };
}

const TO_LAST = [0, 2, 3, 1];
const TO_FIRST = [0, 3, 1, 2];

/** A value's shape in ONNX' order. */
export function shapeOf(value: Value): readonly number[] {
  if (value.kind === "constant") return value.shape;
  return value.channelsLast ? TO_FIRST.map((axis) => value.tensor.shape[axis]) : value.tensor.shape;
}

/** A value as a tensor in ONNX' order. */
export function plain(value: Value): tf.Tensor {
  if (value.kind === "computed") return value.channelsLast ? tf.transpose(value.tensor, TO_FIRST) : value.tensor;
  const { data, shape, type } = value;
  return type === "float"
    ? tf.tensor(data instanceof Float32Array ? data : Float32Array.from(data), [...shape], "float32")
    : tf.tensor(Int32Array.from(data, clampToInt32), [...shape], "int32");
}

/** A value of four dimensions as a tensor with channels last. */
export function withChannelsLast(value: Value): tf.Tensor4D {
  if (value.kind === "computed") {
    return (value.channelsLast ? value.tensor : tf.transpose(value.tensor, TO_LAST)) as tf.Tensor4D;
  }
  return plain(transposed(value, TO_LAST)) as tf.Tensor4D;
}

/** The axis of the held tensor that an axis of ONNX' order is. Negative axes count from the end. */
export function heldAxis(value: Computed, axis: number): number {
  const positive = axis < 0 ? axis + value.tensor.rank : axis;
  return value.channelsLast ? TO_LAST.indexOf(positive) : positive;
}

/** A constant with its axes in another order. */
export function transposed({ data, shape, type }: Constant, order: readonly number[]): Constant {
  const strides = rowMajorStrides(shape);
  const moved = order.map((axis) => shape[axis]);
  const elements: Constant["data"] = readStrided<Float32Array | Float64Array>(
    data,
    moved,
    order.map((axis) => strides[axis]),
  );
  return { kind: "constant", data: elements, shape: moved, type };
}

/** Operands of an elementwise operator in one order, and whether that is channels last. */
export function aligned(values: readonly Value[]): { readonly tensors: tf.Tensor[]; readonly channelsLast: boolean } {
  const rank = Math.max(...values.map((value) => shapeOf(value).length));
  const channelsLast = rank === 4 && values.some((value) => value.kind === "computed" && value.channelsLast);
  if (!channelsLast) return { tensors: values.map(plain), channelsLast };
  return { tensors: values.map((value) => withChannelsLast(toFourDimensions(value))), channelsLast };
}

/** Leading axes of size one, as broadcasting adds them. */
function toFourDimensions(value: Value): Value {
  const shape = shapeOf(value);
  if (shape.length === 4) return value;
  const padded = [...new Array<number>(4 - shape.length).fill(1), ...shape];
  return value.kind === "constant" ? { ...value, shape: padded } : computed(tf.reshape(plain(value), padded));
}

function clampToInt32(value: number): number {
  return Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, value));
}
