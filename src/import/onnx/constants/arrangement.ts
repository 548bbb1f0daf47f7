import { elementCount } from "../../../core/element-count.ts";
import { rowMajorStrides } from "../../../core/strided.ts";
import { partSizes } from "../operators/part-sizes.ts";
import { number, positiveAxis, unsupported } from "../operators/rule.ts";
import { sliceRanges } from "../operators/slice-ranges.ts";
import { constant } from "../value.ts";
import { broadcastShape, broadcastTo, type ConstantRule, isStaticShape, viewOf } from "./rule.ts";

const gather: ConstantRule = ([data, indices], context) => {
  const axis = positiveAxis(number(context, "axis", 0), data.shape.length, context);
  const size = data.shape[axis];
  const places = Array.from(indices.data, (index) => (index < 0 ? index + size : index));
  if (places.some((place) => !(place >= 0 && place < size))) throw unsupported(context, `indices outside of ${size}`);
  const shape = [...data.shape.slice(0, axis), ...indices.shape, ...data.shape.slice(axis + 1)];
  if (!isStaticShape(shape)) return undefined;
  const inner = elementCount(data.shape.slice(axis + 1));
  const outer = elementCount(data.shape.slice(0, axis));
  const elements = new Float64Array(elementCount(shape));
  let to = 0;
  for (let row = 0; row < outer; row++) {
    for (const place of places) {
      const from = (row * size + place) * inner;
      for (let i = 0; i < inner; i++) elements[to++] = data.data[from + i];
    }
  }
  return constant(elements, shape, data.type);
};

const concat: ConstantRule = (inputs, context) => {
  const [first] = inputs;
  const axis = positiveAxis(number(context, "axis", 0), first.shape.length, context);
  const fits = inputs.every(
    ({ shape }) =>
      shape.length === first.shape.length && shape.every((size, i) => i === axis || size === first.shape[i]),
  );
  if (!fits) {
    throw unsupported(
      context,
      `shapes that do not fit each other: ${inputs.map(({ shape }) => `[${shape}]`).join(", ")}`,
    );
  }
  const shape = first.shape.map((size, i) =>
    i === axis ? inputs.reduce((sum, input) => sum + input.shape[i], 0) : size,
  );
  if (!isStaticShape(shape)) return undefined;
  const outer = elementCount(shape.slice(0, axis));
  const elements = new Float64Array(elementCount(shape));
  let to = 0;
  for (let row = 0; row < outer; row++) {
    for (const { data } of inputs) {
      const length = data.length / outer;
      elements.set(data.subarray(row * length, (row + 1) * length), to);
      to += length;
    }
  }
  return constant(elements, shape, first.type);
};

const slice: ConstantRule = (inputs, context) => {
  const [data] = inputs;
  const strides = rowMajorStrides(data.shape);
  const shape = [...data.shape];
  let first = 0;
  for (const { axis, start, step, count } of sliceRanges(inputs, data.shape, context)) {
    first += start * strides[axis];
    strides[axis] *= step;
    shape[axis] = count;
  }
  // A part without elements starts nowhere.
  return viewOf(data, shape, strides, elementCount(shape) === 0 ? 0 : first);
};

const split: ConstantRule = (inputs, context) => {
  const [data] = inputs;
  const axis = positiveAxis(number(context, "axis", 0), data.shape.length, context);
  const strides = rowMajorStrides(data.shape);
  let first = 0;
  return partSizes(inputs[1], data.shape[axis], context).map((size) => {
    const shape = data.shape.map((length, at) => (at === axis ? size : length));
    const part = viewOf(data, shape, strides, size === 0 ? 0 : first * strides[axis]);
    first += size;
    return part;
  });
};

const tile: ConstantRule = ([data, repeats]) => {
  const counts = Array.from(repeats.data);
  const shape = data.shape.map((size, axis) => size * counts[axis]);
  // Each axis is a new axis of repetitions, and itself.
  const apart = { ...data, shape: data.shape.flatMap((size) => [1, size]) };
  const all = isStaticShape(shape)
    ? broadcastTo(
        apart,
        data.shape.flatMap((size, axis) => [counts[axis], size]),
      )
    : undefined;
  return all && { ...all, shape };
};

export const constantArrangement = {
  Gather: gather,
  Concat: concat,
  Slice: slice,
  Split: split,
  Tile: tile,
  Expand: ([data, shape], context) => broadcastTo(data, broadcastShape([data.shape, Array.from(shape.data)], context)),
  Size: ([data]) => constant([elementCount(data.shape)], []),
} satisfies Readonly<Record<string, ConstantRule>>;
