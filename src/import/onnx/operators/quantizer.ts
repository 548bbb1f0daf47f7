import * as tf from "@tensorflow/tfjs-core";
import { elementCount } from "../../../core/element-count.ts";
import type { ElementType } from "../../shared/element-type.ts";
import type { Constant } from "../graph.ts";
import { type Computed, computed, heldAxis, plain, shapeOf, type Value } from "../value.ts";
import { type Inputs, type NodeContext, positiveAxis, required, unsupported } from "./rule.ts";
import { roundStraightThrough } from "./straight-through.ts";

/** Smallest and largest value of a quantised tensor's elements. */
const RANGES: Partial<Record<ElementType, readonly [number, number]>> = {
  uint8: [0, 255],
  int8: [-128, 127],
  uint16: [0, 65_535],
  int16: [-32_768, 32_767],
};

/** Scale and zero point of a tensor: one of each, or one for each index along an axis. */
export interface Quantizer {
  readonly scale: Value;
  readonly zeroPoint: Value | undefined;
  /** The axis along which there are several. */
  readonly axis: number;
}

/** The scale at a place of a node's inputs, and the zero point behind it. */
export const quantizerAt = (inputs: Inputs, index: number, context: NodeContext, axis = 0): Quantizer => ({
  scale: required(inputs, index, context),
  zeroPoint: inputs[index + 1],
  axis,
});

/** (x - zero point) * scale. Stored integers become stored numbers. */
export function dequantize(x: Value, { scale, zeroPoint, axis }: Quantizer, context: NodeContext): Value {
  if (x.kind === "constant" && scale.kind === "constant" && zeroPoint?.kind !== "computed") {
    return dequantizedConstant(x, scale, zeroPoint, axis, context);
  }
  const held = asFloats(x);
  const offset = zeroPoint && along(zeroPoint, held, axis, context);
  const centred = offset === undefined ? held.tensor : tf.sub(held.tensor, offset);
  return computed(tf.mul(centred, along(scale, held, axis, context)), held.channelsLast);
}

/**
 * x / scale, rounded, plus the zero point, and clipped to the range of the integers (ONNX, Operators: QuantizeLinear).
 * The integers are held as floating-point numbers, so that a gradient passes.
 */
export function quantize(x: Value, { scale, zeroPoint, axis }: Quantizer, context: NodeContext): Computed {
  const held = asFloats(x);
  const type = (zeroPoint?.kind === "constant" ? zeroPoint.stored : undefined) ?? "uint8";
  const range = RANGES[type];
  if (range === undefined) throw unsupported(context, `integers of the type ${type}`);
  const rounded = roundStraightThrough(tf.div(held.tensor, along(scale, held, axis, context)));
  const moved = zeroPoint === undefined ? rounded : tf.add(rounded, along(zeroPoint, held, axis, context));
  return computed(tf.clipByValue(moved, ...range), held.channelsLast);
}

function asFloats(value: Value): Computed {
  const held = value.kind === "computed" ? value : computed(plain(value));
  return held.tensor.dtype === "float32" ? held : computed(tf.cast(held.tensor, "float32"), held.channelsLast);
}

/** A scale or a zero point as it broadcasts against a tensor. */
function along(value: Value, held: Computed, axis: number, context: NodeContext): tf.Tensor {
  const numbers = tf.cast(plain(value), "float32");
  if (numbers.size === 1) return tf.reshape(numbers, []);
  // One of each image, as dynamic quantisation makes them, is there with all its axes.
  if (numbers.rank > 1) return numbers;
  const at = heldAxis(held, positiveAxis(axis, held.tensor.rank, context));
  if (held.tensor.shape[at] !== numbers.size) {
    throw unsupported(context, `${numbers.size} scales for an axis of ${held.tensor.shape[at]}`);
  }
  return tf.reshape(
    numbers,
    held.tensor.shape.map((_, index) => (index === at ? numbers.size : 1)),
  );
}

function dequantizedConstant(
  x: Constant,
  scale: Constant,
  zeroPoint: Constant | undefined,
  axis: number,
  context: NodeContext,
): Constant {
  const single = scale.data.length === 1;
  const at = single ? 0 : positiveAxis(axis, x.shape.length, context);
  if (!single && scale.data.length !== x.shape[at]) {
    throw unsupported(context, `${scale.data.length} scales for [${shapeOf(x).join(", ")}]`);
  }
  const inner = single ? x.data.length : elementCount(x.shape.slice(at + 1));
  const data = new Float32Array(x.data.length);
  for (let i = 0; i < data.length; i++) {
    const channel = Math.floor(i / inner) % scale.data.length;
    const offset = zeroPoint === undefined ? 0 : zeroPoint.data[zeroPoint.data.length === 1 ? 0 : channel];
    data[i] = (x.data[i] - offset) * scale.data[channel];
  }
  return { kind: "constant", shape: x.shape, data, type: "float" };
}
