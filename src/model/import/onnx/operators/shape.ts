import * as tf from "@tensorflow/tfjs-core";
import { MOST_MADE_UP } from "../../weights.ts";
import { type Computed, computed, constant, heldAxis, plain, shapeOf, transposed, type Value } from "../value.ts";
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
  const { exported, actual } = context.batch;
  const keepZero = number(context, "allowzero", 0) === 1;
  const sizes = target.map((size, axis) => {
    if (size === 0 && !keepZero) return from[axis];
    // A graph exported for one batch size has it written into its shapes.
    return axis === 0 && size === exported && from[0] === actual ? actual : size;
  });
  return reshaped(x, completed(sizes, from, context));
};

/** Works out the one size given as -1. */
function completed(sizes: readonly number[], from: readonly number[], context: NodeContext): number[] {
  const count = from.reduce((product, size) => product * size, 1);
  const known = sizes.reduce((product, size) => (size === -1 ? product : product * size), 1);
  const shape = sizes.map((size) => (size === -1 ? count / known : size));
  if (shape.reduce((product, size) => product * size, 1) !== count || !shape.every(Number.isInteger)) {
    throw unsupported(context, `shape [${sizes.join(", ")}] for a tensor of shape [${from.join(", ")}]`);
  }
  return shape;
}

const flatten: Rule = (inputs, context) => {
  const x = required(inputs, 0, context);
  const shape = shapeOf(x);
  const axis = number(context, "axis", 1);
  const rows = shape.slice(0, axis).reduce((product, size) => product * size, 1);
  return reshaped(x, [rows, shape.reduce((product, size) => product * size, 1) / rows]);
};

const transpose: Rule = (inputs, context) => {
  const x = required(inputs, 0, context);
  const rank = shapeOf(x).length;
  const order = numbers(context, "perm") ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
  if (order.length !== rank) throw unsupported(context, `${order.length} axes for ${rank} dimensions`);
  if (x.kind === "constant") return context.derived(x, `transpose ${order.join()}`, () => transposed(x, order));
  // Between images with channels first and last nothing is moved: the tensor is the same.
  if (x.channelsLast && order.join() === "0,2,3,1") return computed(x.tensor);
  if (!x.channelsLast && order.join() === "0,3,1,2") return computed(x.tensor, true);
  return computed(tf.transpose(plain(x), [...order]));
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

const concat: Rule = (inputs, context) => {
  const values = inputs.filter((value): value is Value => value !== undefined);
  const rank = shapeOf(required(values, 0, context)).length;
  const axis = positiveAxis(number(context, "axis", 1), rank, context);
  const batch = Math.max(...values.map((value) => shapeOf(value)[0] ?? 1));
  if (values.every((value) => value.kind === "computed" && value.channelsLast)) {
    const images = values as readonly Computed[];
    return computed(
      tf.concat(
        images.map(({ tensor }) => tensor),
        heldAxis(images[0], axis),
      ),
      true,
    );
  }
  // A class token that was exported for a batch of one stands beside every image's tokens.
  const repeated = values.map(plain).map((tensor) => {
    if (axis === 0 || tensor.shape[0] === batch || tensor.shape[0] !== 1) return tensor;
    return tf.tile(tensor, [batch, ...tensor.shape.slice(1).map(() => 1)]);
  });
  return computed(tf.concat(repeated, axis));
};

const split: Rule = (inputs, context) => {
  const x = required(inputs, 0, context);
  const shape = shapeOf(x);
  const axis = positiveAxis(number(context, "axis", 0), shape.length, context);
  const parts = context.node.outputs.length;
  const each = Math.ceil(shape[axis] / parts);
  const sizes =
    knownNumbers(inputs[1], "sizes", context) ??
    numbers(context, "split") ??
    Array.from({ length: parts }, (_, part) => Math.min(each, shape[axis] - part * each));
  if (sizes.length !== parts || sizes.reduce((sum, size) => sum + size, 0) !== shape[axis]) {
    throw unsupported(context, `parts of ${sizes.join(", ")} for ${shape[axis]}`);
  }
  const held = x.kind === "computed" ? x : computed(plain(x));
  return tf.split(held.tensor, [...sizes], heldAxis(held, axis)).map((tensor) => computed(tensor, held.channelsLast));
};

/** Start, end and step of each axis, with ends beyond the tensor brought back to it (ONNX, Operators: Slice). */
function sliceRanges(
  inputs: readonly (Value | undefined)[],
  shape: readonly number[],
  context: NodeContext,
): { axis: number; indices: number[]; step: number }[] {
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
    const count = Math.max(0, Math.ceil((end - start) / step));
    return { axis, step, indices: Array.from({ length: count }, (_, k) => start + k * step) };
  });
}

const slice: Rule = (inputs, context) => {
  const x = required(inputs, 0, context);
  const held = x.kind === "computed" ? x : computed(plain(x));
  const result = sliceRanges(inputs, shapeOf(x), context).reduce((tensor, { axis, indices, step }) => {
    const at = heldAxis(held, axis);
    if (step !== 1) return tf.gather(tensor, tf.tensor1d(indices, "int32"), at);
    const begin = tensor.shape.map((_, index) => (index === at ? (indices[0] ?? 0) : 0));
    return tf.slice(
      tensor,
      begin,
      tensor.shape.map((size, index) => (index === at ? indices.length : size)),
    );
  }, held.tensor);
  return computed(result, held.channelsLast);
};

const gather: Rule = (inputs, context) => {
  const x = plain(required(inputs, 0, context));
  const places = required(inputs, 1, context);
  const axis = positiveAxis(number(context, "axis", 0), x.rank, context);
  const known = places.kind === "constant" ? Array.from(places.data) : undefined;
  const positive = known?.map((index) => (index < 0 ? index + x.shape[axis] : index));
  if (positive?.some((index) => index >= x.shape[axis] || index < 0)) {
    throw unsupported(context, `indices outside of ${x.shape[axis]}`);
  }
  if (positive?.length === 1 && shapeOf(places).length === 0) {
    const begin = x.shape.map((_, index) => (index === axis ? positive[0] : 0));
    const size = x.shape.map((length, index) => (index === axis ? 1 : length));
    return computed(tf.squeeze(tf.slice(x, begin, size), [axis]));
  }
  const indices =
    positive === undefined ? tf.cast(plain(places), "int32") : tf.tensor(positive, [...shapeOf(places)], "int32");
  return computed(tf.gather(x, indices as tf.Tensor1D, axis));
};

const expand: Rule = (inputs, context) => {
  const x = plain(required(inputs, 0, context));
  const target = knownNumbers(inputs[1], "a shape", context) ?? [];
  const rank = Math.max(target.length, x.rank);
  const at = (shape: readonly number[], axis: number) => shape[axis - rank + shape.length] ?? 1;
  const shape = Array.from({ length: rank }, (_, axis) => Math.max(at(target, axis), at(x.shape, axis)));
  if (!(shape.reduce((product, size) => product * size, 1) <= MOST_MADE_UP)) {
    throw unsupported(context, `an expansion to [${shape.join(", ")}]`);
  }
  // TensorFlow.js differentiates a repetition of up to four dimensions, and a product of any.
  if (rank > 4) return computed(tf.mul(x, tf.ones(shape)));
  const from = tf.reshape(x, [...new Array<number>(rank - x.rank).fill(1), ...x.shape]);
  return computed(
    tf.tile(
      from,
      shape.map((size, axis) => size / from.shape[axis]),
    ),
  );
};

const tile: Rule = (inputs, context) => {
  const x = plain(required(inputs, 0, context));
  const repeats = knownNumbers(inputs[1], "repeats", context) ?? [];
  if (!(repeats.reduce((product, count) => product * count, x.size) <= MOST_MADE_UP)) {
    throw unsupported(context, `${repeats.join(" x ")} repetitions`);
  }
  return computed(tf.tile(x, repeats));
};

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
  return tf.gather(tensor, tf.tensor1d(mapped, "int32"), axis);
}

/** The element that stands at a place outside of the tensor. */
const PLACES: Readonly<Record<string, (index: number, size: number) => number>> = {
  reflect: (index, size) => (index < 0 ? -index : index >= size ? 2 * (size - 1) - index : index),
  edge: (index, size) => Math.max(0, Math.min(size - 1, index)),
  wrap: (index, size) => ((index % size) + size) % size,
};

const shapeAsConstant: Rule = (inputs, context) => {
  const shape = shapeOf(required(inputs, 0, context));
  const part = shape.slice(number(context, "start", 0), number(context, "end", shape.length));
  return constant(part, [part.length]);
};

const storedConstant: Rule = (_, context) => {
  const { attributes } = context.node;
  const value = attributes.get("value");
  if (typeof value === "object" && "kind" in value) return value;
  const float = attributes.get("value_float");
  const integer = attributes.get("value_int");
  if (typeof float === "number") return constant([float], [], "float");
  if (typeof integer === "number") return constant([integer], []);
  const floats = numbers(context, "value_floats");
  const integers = numbers(context, "value_ints");
  if (floats !== undefined) return constant(floats, [floats.length], "float");
  if (integers !== undefined) return constant(integers, [integers.length]);
  throw unsupported(context, "a constant of another kind");
};

/** Number of ONNX' element types that are not floating-point and stay integers here. */
const INTEGER_TYPES = new Set([2, 3, 4, 5, 6, 7, 12, 13]);
const BOOLEAN_TYPE = 9;

const cast: Rule = (inputs, context) => {
  const x = required(inputs, 0, context);
  const to = number(context, "to", 1);
  const type = INTEGER_TYPES.has(to) ? "int32" : to === BOOLEAN_TYPE ? "bool" : "float32";
  const held = x.kind === "computed" ? x : computed(plain(x));
  return held.tensor.dtype === type ? held : computed(tf.cast(held.tensor, type), held.channelsLast);
};

/** Moves channels into blocks of pixels; `CRD` and `DCR` say how the channel index is made up. */
const depthToSpace: Rule = (inputs, context) => {
  const x = plain(required(inputs, 0, context));
  const block = number(context, "blocksize", 1);
  const [batch, channels, height, width] = x.shape;
  const out = channels / (block * block);
  const crd = string(context, "mode", "DCR") === "CRD";
  const apart = tf.reshape(
    x,
    crd ? [batch, out, block, block, height, width] : [batch, block, block, out, height, width],
  );
  const order = crd ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2];
  return computed(tf.reshape(tf.transpose(apart, order), [batch, out, height * block, width * block]));
};

const spaceToDepth: Rule = (inputs, context) => {
  const x = plain(required(inputs, 0, context));
  const block = number(context, "blocksize", 1);
  const [batch, channels, height, width] = x.shape;
  const apart = tf.reshape(x, [batch, channels, height / block, block, width / block, block]);
  const moved = tf.transpose(apart, [0, 3, 5, 1, 2, 4]);
  return computed(tf.reshape(moved, [batch, channels * block * block, height / block, width / block]));
};

export const shapeRules = {
  Reshape: reshape,
  Flatten: flatten,
  Transpose: transpose,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Concat: concat,
  Split: split,
  Slice: slice,
  Gather: gather,
  Expand: expand,
  Tile: tile,
  Pad: pad,
  Shape: shapeAsConstant,
  Constant: storedConstant,
  Cast: cast,
  DepthToSpace: depthToSpace,
  SpaceToDepth: spaceToDepth,
} satisfies RuleTable;
