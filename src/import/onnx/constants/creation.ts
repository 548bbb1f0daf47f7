import { elementCount } from "../../../core/element-count.ts";
import { rowMajorStrides } from "../../../core/strided.ts";
import { number, positiveAxis, unsupported } from "../operators/rule.ts";
import { constant } from "../value.ts";
import { type ConstantRule, isStaticShape, MAX_ELEMENTS } from "./rule.ts";

const range: ConstantRule = ([start, limit, delta], context) => {
  const [first, end, step] = [start.data[0], limit.data[0], delta.data[0]];
  const length = Math.max(0, Math.ceil((end - first) / step));
  if (!(length <= MAX_ELEMENTS)) throw unsupported(context, `a range of ${length}`);
  return constant(
    Float64Array.from({ length }, (_, i) => first + i * step),
    [length],
    start.type,
  );
};

const filled: ConstantRule = ([shape], context) => {
  const sizes = Array.from(shape.data);
  if (!isStaticShape(sizes)) throw unsupported(context, `shape [${sizes.join(", ")}]`);
  const value = context.node.attributes.get("value");
  const fill = typeof value === "object" && "kind" in value ? value : constant([0], [1], "float");
  return constant(new Float64Array(elementCount(sizes)).fill(fill.data[0]), sizes, fill.type);
};

/** Ones on a diagonal. */
const identity: ConstantRule = ([like], context) => {
  const [rows, columns] = like.shape;
  const offset = number(context, "k", 0);
  const data = Float64Array.from({ length: rows * columns }, (_, i) =>
    Number((i % columns) - Math.floor(i / columns) === offset),
  );
  return constant(data, [rows, columns], number(context, "dtype", 1) === 1 ? "float" : "integer");
};

const oneHot: ConstantRule = ([indices, depth, values], context) => {
  const [size] = depth.data;
  const axis = positiveAxis(number(context, "axis", -1), indices.shape.length + 1, context);
  const shape = indices.shape.toSpliced(axis, 0, size);
  if (!isStaticShape(shape)) return undefined;
  const [off, on] = values.data;
  const data = new Float64Array(elementCount(shape)).fill(off);
  const inner = elementCount(indices.shape.slice(axis));
  indices.data.forEach((index, i) => {
    const place = index < 0 ? index + size : index;
    if (place < 0 || place >= size) return;
    data[(Math.floor(i / inner) * size + place) * inner + (i % inner)] = on;
  });
  return constant(data, shape, values.type);
};

/** Places of the elements that are not zero, one row per axis. */
const places: ConstantRule = ([data]) => {
  const found: number[] = [];
  data.data.forEach((value, i) => {
    if (value !== 0) found.push(i);
  });
  const strides = rowMajorStrides(data.shape);
  const rows = strides.flatMap((stride, axis) => found.map((i) => Math.floor(i / stride) % data.shape[axis]));
  return constant(rows, [data.shape.length, found.length]);
};

/** The elements above a diagonal, or below it, and zeros. */
const triangle: ConstantRule = ([data, offset], context) => {
  const upper = number(context, "upper", 1) === 1;
  const shift = offset?.data[0] ?? 0;
  const [rows, columns] = data.shape.slice(-2);
  const kept = data.data.map((value, i) => {
    const above = (i % columns) - (Math.floor(i / columns) % rows) - shift;
    return (upper ? above >= 0 : above <= 0) ? value : 0;
  });
  return { ...data, data: kept };
};

const cumulative: ConstantRule = ([data, along], context) => {
  const axis = positiveAxis(along.data[0], data.shape.length, context);
  const stride = rowMajorStrides(data.shape)[axis];
  const size = data.shape[axis];
  const reverse = number(context, "reverse", 0) === 1;
  const exclusive = number(context, "exclusive", 0) === 1;
  const sums = new Float64Array(data.data.length);
  for (let line = 0; line < sums.length / size; line++) {
    const first = Math.floor(line / stride) * stride * size + (line % stride);
    let total = 0;
    for (let k = 0; k < size; k++) {
      const at = first + (reverse ? size - 1 - k : k) * stride;
      const before = total;
      total += data.data[at];
      sums[at] = exclusive ? before : total;
    }
  }
  return { ...data, data: sums };
};

export const constantCreation = {
  Range: range,
  ConstantOfShape: filled,
  EyeLike: identity,
  OneHot: oneHot,
  NonZero: places,
  Trilu: triangle,
  CumSum: cumulative,
} satisfies Readonly<Record<string, ConstantRule>>;
