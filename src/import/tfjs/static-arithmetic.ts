import * as tf from "@tensorflow/tfjs-core";
import { elementCount } from "../../core/element-count.ts";

/** Most elements of a value that is worked out while a graph is read: shapes, axes, indices, paddings. */
const MAX_ELEMENTS = 4096;

/** A small array whose elements are known. */
interface Known {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

type Attributes = Readonly<Record<string, unknown>>;
type Rule = (inputs: readonly Known[], attributes: Attributes) => Known | readonly Known[];

const vector = (values: readonly number[]): Known => ({ shape: [values.length], values });
const flag = (attributes: Attributes, name: string): number => Number(attributes[name] ?? 0);

const each =
  (compute: (value: number) => number): Rule =>
  ([{ shape, values }]) => ({ shape, values: values.map(compute) });

/** Element by element; a single number goes with every element of the other. */
const both =
  (compute: (a: number, b: number) => number): Rule =>
  ([a, b]) => {
    const [one, other] = [a.values.length === 1, b.values.length === 1];
    if (!one && !other && a.shape.join() !== b.shape.join()) throw new Error("shapes that differ");
    const larger = one && (!other || b.shape.length > a.shape.length) ? b : a;
    const at = ({ values }: Known, i: number) => values[values.length === 1 ? 0 : i];
    return { shape: larger.shape, values: larger.values.map((_, i) => compute(at(a, i), at(b, i))) };
  };

const test = (compute: (a: number, b: number) => boolean): Rule => both((a, b) => Number(compute(a, b)));

const whole =
  (compute: (values: readonly number[]) => number): Rule =>
  ([{ shape, values }], attributes) => {
    if (shape.length > 1) throw new Error(`a reduction of shape [${shape.join()}]`);
    return { shape: attributes["keep_dims"] === true ? shape.map(() => 1) : [], values: [compute(values)] };
  };

const joined: Rule = (inputs) => vector(inputs.flatMap(({ values }) => [...values]));

/** Part of a vector, as [from:to:step], or one element. */
const stridedSlice: Rule = ([x, begin, end, strides], attributes) => {
  if (x.shape.length !== 1 || flag(attributes, "ellipsis_mask") + flag(attributes, "new_axis_mask") !== 0) {
    throw new Error(`a strided slice of shape [${x.shape.join()}]`);
  }
  const size = x.values.length;
  const [step] = strides.values;
  if (!(Number.isInteger(step) && step !== 0)) throw new Error(`steps of ${step}`);
  const place = (at: number) => (at < 0 ? at + size : at);
  const first = flag(attributes, "begin_mask") & 1 ? (step > 0 ? 0 : size - 1) : place(begin.values[0]);
  if (flag(attributes, "shrink_axis_mask") & 1) return { shape: [], values: [element(x, first)] };
  const last = flag(attributes, "end_mask") & 1 ? (step > 0 ? size : -1) : place(end.values[0]);
  const places = Array.from({ length: size }, (_, i) => (step > 0 ? i : size - 1 - i)).filter((at) =>
    step > 0 ? at >= first && at < last : at <= first && at > last,
  );
  return vector(places.filter((_, i) => i % Math.abs(step) === 0).map((at) => x.values[at]));
};

function element({ values }: Known, at: number): number {
  if (!(Number.isInteger(at) && at >= 0 && at < values.length)) throw new Error(`element ${at} of ${values.length}`);
  return values[at];
}

const slice: Rule = ([x, begin, size]) => {
  const [from] = begin.values;
  const length = size.values[0] === -1 ? x.values.length - from : size.values[0];
  if (x.shape.length !== 1 || !(from >= 0 && length >= 0 && from + length <= x.values.length)) {
    throw new Error(`${length} elements from ${from} of ${x.values.length}`);
  }
  return vector(x.values.slice(from, from + length));
};

const gather: Rule = ([x, indices]) => {
  if (x.shape.length !== 1) throw new Error(`elements of shape [${x.shape.join()}]`);
  return { shape: indices.shape, values: indices.values.map((at) => element(x, at < 0 ? at + x.values.length : at)) };
};

const range: Rule = ([start, limit, delta]) => {
  const length = Math.ceil((limit.values[0] - start.values[0]) / delta.values[0]);
  if (!(length >= 0 && length <= MAX_ELEMENTS)) throw new Error(`a range of ${length}`);
  return vector(Array.from({ length }, (_, i) => start.values[0] + i * delta.values[0]));
};

const reshape: Rule = ([x, shape]) => {
  const known = elementCount(shape.values.filter((size) => size !== -1));
  return { shape: shape.values.map((size) => (size === -1 ? x.values.length / known : size)), values: x.values };
};

const expandDims: Rule = ([x, axis]) => {
  const at = axis.values[0] < 0 ? axis.values[0] + x.shape.length + 1 : axis.values[0];
  return { shape: [...x.shape.slice(0, at), 1, ...x.shape.slice(at)], values: x.values };
};

const select: Rule = ([condition, a, b]) => {
  if (condition.values.length === 1) return condition.values[0] === 0 ? b : a;
  return { shape: a.shape, values: a.values.map((value, i) => (condition.values[i] === 0 ? b.values[i] : value)) };
};

const same: Rule = ([x]) => x;

/** Operators that calculate shapes from shapes, on single numbers and vectors. */
export const STATIC_OPERATORS: Readonly<Record<string, Rule>> = {
  Add: both((a, b) => a + b),
  AddV2: both((a, b) => a + b),
  Cast: ([x], { DstT }) => (DstT === "int32" ? { ...x, values: x.values.map(Math.trunc) } : x),
  Ceil: each(Math.ceil),
  ConcatV2: (inputs, attributes) => joined(inputs.slice(0, -1), attributes),
  Div: both((a, b) => a / b),
  Equal: test((a, b) => a === b),
  ExpandDims: expandDims,
  Floor: each(Math.floor),
  FloorDiv: both((a, b) => Math.floor(a / b)),
  FloorMod: both((a, b) => a - b * Math.floor(a / b)),
  Gather: gather,
  GatherV2: gather,
  Greater: test((a, b) => a > b),
  GreaterEqual: test((a, b) => a >= b),
  Identity: same,
  Less: test((a, b) => a < b),
  LessEqual: test((a, b) => a <= b),
  LogicalAnd: test((a, b) => a !== 0 && b !== 0),
  LogicalNot: each((value) => Number(value === 0)),
  LogicalOr: test((a, b) => a !== 0 || b !== 0),
  Max: whole((values) => Math.max(...values)),
  Maximum: both(Math.max),
  Min: whole((values) => Math.min(...values)),
  Minimum: both(Math.min),
  Mul: both((a, b) => a * b),
  Neg: each((value) => -value),
  NotEqual: test((a, b) => a !== b),
  OnesLike: each(() => 1),
  Pack: joined,
  Prod: whole((values) => values.reduce((product, value) => product * value, 1)),
  Range: range,
  RealDiv: both((a, b) => a / b),
  Reshape: reshape,
  Round: each(Math.round),
  Select: select,
  SelectV2: select,
  Slice: slice,
  Squeeze: ([{ values }]) => (values.length === 1 ? { shape: [], values } : vector(values)),
  StridedSlice: stridedSlice,
  Sub: both((a, b) => a - b),
  Sum: whole((values) => values.reduce((sum, value) => sum + value, 0)),
  Unpack: ([{ values }]) => values.map((value) => ({ shape: [], values: [value] })),
  ZerosLike: each(() => 0),
};

/**
 * Works one of these operators out.
 *
 * @throws Error on larger values, or what it cannot do
 */
export function computeStatic(operator: string, inputs: readonly tf.Tensor[], attributes: Attributes): tf.Tensor[] {
  const large = inputs.find(({ size }) => size > MAX_ELEMENTS);
  if (large !== undefined) throw new Error(`a shape calculated from ${large.size} elements`);
  const known = inputs.map((input) => ({ shape: input.shape, values: Array.from(input.dataSync(), Number) }));
  const result = STATIC_OPERATORS[operator](known, attributes);
  const results = Array.isArray(result) ? (result as readonly Known[]) : [result as Known];
  return results.map(({ shape, values }) => {
    if (elementCount(shape) !== values.length) throw new Error(`shape [${shape.join()}] for ${values.length} elements`);
    const type = values.every((value) => Number.isInteger(value)) && isWhole(inputs, attributes) ? "int32" : "float32";
    return tf.tensor([...values], [...shape], type);
  });
}

/** Whether a result is of whole numbers by its type: a cast says so, others have the type of what goes in. */
function isWhole(inputs: readonly tf.Tensor[], { DstT }: Attributes): boolean {
  return DstT === undefined ? inputs.every(({ dtype }) => dtype !== "float32") : DstT !== "float32";
}
