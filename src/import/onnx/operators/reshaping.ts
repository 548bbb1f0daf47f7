import * as tf from "@tensorflow/tfjs-core";
import { elementCount } from "../../../core/element-count.ts";
import { computed, plain, shapeOf, type Value } from "../value.ts";
import {
  knownNumbers,
  type NodeContext,
  number,
  numbers,
  positiveAxis,
  type Rule,
  type RuleTable,
  required,
  unsupported,
} from "./rule.ts";

/** The value with another shape and the same elements in ONNX' order. */
function reshaped(value: Value, shape: readonly number[]): Value {
  if (value.kind === "constant") return { ...value, shape };
  // One pixel has its channels in one order either way.
  const onePixel = value.channelsLast && value.tensor.shape[1] === 1 && value.tensor.shape[2] === 1;
  return computed(tf.reshape(onePixel ? value.tensor : plain(value), [...shape]));
}

const reshape: Rule = (inputs, context) => {
  const x = required(inputs, 0, context);
  const target = knownNumbers(inputs[1], "a shape", context) ?? numbers(context, "shape") ?? [];
  const from = shapeOf(x);
  const keepZero = number(context, "allowzero", 0) === 1;
  const otherBatch = context.outputShape(x);
  if (otherBatch !== undefined) return reshaped(x, completed(otherBatch, from, context));
  const sizes = target.map((size, axis) => (size === 0 && !keepZero ? from[axis] : size));
  return reshaped(x, completed(sizes, from, context));
};

/** Works out the one size given as -1. */
function completed(sizes: readonly number[], from: readonly number[], context: NodeContext): number[] {
  const count = elementCount(from);
  const known = sizes.reduce((product, size) => (size === -1 ? product : product * size), 1);
  const shape = sizes.map((size) => (size === -1 ? count / known : size));
  if (elementCount(shape) !== count || !shape.every(Number.isInteger)) {
    throw unsupported(context, `shape [${sizes.join(", ")}] for a tensor of shape [${from.join(", ")}]`);
  }
  return shape;
}

const flatten: Rule = (inputs, context) => {
  const x = required(inputs, 0, context);
  const shape = shapeOf(x);
  const axis = number(context, "axis", 1);
  const rows = elementCount(shape.slice(0, axis));
  return reshaped(x, [rows, elementCount(shape) / rows]);
};

/** Axes as an attribute, or from operator set 13 on as an input. */
function axesOf(inputs: readonly (Value | undefined)[], context: NodeContext): number[] | undefined {
  return knownNumbers(inputs[1], "axes", context) ?? numbers(context, "axes")?.slice();
}

const squeeze: Rule = (inputs, context) => {
  const x = required(inputs, 0, context);
  const shape = shapeOf(x);
  const axes = axesOf(inputs, context)?.map((axis) => positiveAxis(axis, shape.length, context));
  return reshaped(
    x,
    shape.filter((size, axis) => (axes === undefined ? size !== 1 : !axes.includes(axis))),
  );
};

const unsqueeze: Rule = (inputs, context) => {
  const x = required(inputs, 0, context);
  const shape = shapeOf(x);
  const given = axesOf(inputs, context) ?? [];
  const rank = shape.length + given.length;
  const axes = given.map((axis) => positiveAxis(axis, rank, context));
  const sizes = [...shape];
  return reshaped(
    x,
    Array.from({ length: rank }, (_, axis) => (axes.includes(axis) ? 1 : (sizes.shift() ?? 1))),
  );
};

/** Operators that leave the elements in their order. */
export const reshapingRules = {
  Reshape: reshape,
  Flatten: flatten,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
} satisfies RuleTable;
