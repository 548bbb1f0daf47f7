import { InputError } from "../../../core/error.ts";
import { rowMajorStrides } from "../strided.ts";
import type { Constant } from "./graph.ts";
import { type NodeContext, number, numbers, positiveAxis, unsupported } from "./operators/rule.ts";
import { constant } from "./value.ts";

/**
 * Operators on known values: the arithmetic on shapes and indices that exporters write into graphs. Their results are
 * known in turn, where a computed tensor could not serve as a shape.
 */
type ConstantRule = (inputs: readonly Constant[], context: NodeContext) => Constant;

/** Larger values are weights, and are left to the network. */
const MOST_ELEMENTS = 65_536;

const count = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** Elements at the given places of a value, each place one index per axis. */
function pick(
  from: Constant,
  shape: readonly number[],
  place: (index: readonly number[]) => readonly number[],
): Constant {
  if (count(shape) > MOST_ELEMENTS) {
    throw new InputError("ONNX graph", {
      expected: `at most ${MOST_ELEMENTS} elements of shape arithmetic`,
      got: "more",
    });
  }
  const strides = rowMajorStrides(from.shape);
  const index = new Array<number>(shape.length).fill(0);
  const data: number[] = [];
  for (let i = 0; i < count(shape); i++) {
    data.push(from.data[place(index).reduce((sum, at, axis) => sum + at * strides[axis], 0)]);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (++index[axis] < shape[axis]) break;
      index[axis] = 0;
    }
  }
  return constant(data, shape, from.type);
}

function broadcastTo(value: Constant, shape: readonly number[]): Constant {
  const lead = shape.length - value.shape.length;
  return pick(value, shape, (index) => value.shape.map((size, axis) => (size === 1 ? 0 : index[axis + lead])));
}

function broadcastShape(shapes: readonly (readonly number[])[], context: NodeContext): number[] {
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

const elementwise =
  (compute: (...values: number[]) => number, type?: Constant["type"]): ConstantRule =>
  (inputs, context) => {
    const shape = broadcastShape(
      inputs.map((input) => input.shape),
      context,
    );
    const operands = inputs.map((input) => broadcastTo(input, shape));
    const data = Array.from({ length: count(shape) }, (_, i) => compute(...operands.map((operand) => operand.data[i])));
    return constant(data, shape, type ?? operands[operands.length - 1].type);
  };

/** Division of integers cuts the fraction off. */
const divide: ConstantRule = (inputs, context) =>
  elementwise(inputs[0].type === "integer" ? (a, b) => Math.trunc(a / b) : (a, b) => a / b)(inputs, context);

const gather: ConstantRule = ([data, indices], context) => {
  const axis = positiveAxis(number(context, "axis", 0), data.shape.length, context);
  const places = Array.from(indices.data, (index) => (index < 0 ? index + data.shape[axis] : index));
  if (places.some((place) => !(place >= 0 && place < data.shape[axis]))) {
    throw unsupported(context, `indices outside of ${data.shape[axis]}`);
  }
  const shape = [...data.shape.slice(0, axis), places.length, ...data.shape.slice(axis + 1)];
  const picked = pick(data, shape, (index) => index.map((at, position) => (position === axis ? places[at] : at)));
  return { ...picked, shape: [...data.shape.slice(0, axis), ...indices.shape, ...data.shape.slice(axis + 1)] };
};

const concat: ConstantRule = (inputs, context) => {
  if (inputs.some(({ shape }) => shape.length !== 1)) {
    throw unsupported(context, "known values of more than one dimension");
  }
  const data = inputs.flatMap((input) => Array.from(input.data));
  return constant(data, [data.length], inputs[0].type);
};

const slice: ConstantRule = ([data, starts, ends, axes, steps], context) => {
  const from = starts?.data ?? numbers(context, "starts") ?? [];
  const to = ends?.data ?? numbers(context, "ends") ?? [];
  const along = axes?.data ?? numbers(context, "axes") ?? Array.from(from, (_, axis) => axis);
  let result = data;
  Array.from(from).forEach((start, i) => {
    const axis = positiveAxis(along[i], data.shape.length, context);
    if ((steps?.data[i] ?? 1) !== 1) throw unsupported(context, "steps in known values");
    const size = data.shape[axis];
    const bound = (value: number) => Math.max(0, Math.min(size, value < 0 ? value + size : value));
    const first = bound(start);
    const shape = result.shape.map((length, at) => (at === axis ? Math.max(0, bound(to[i]) - first) : length));
    result = pick(result, shape, (index) => index.map((at, position) => (position === axis ? at + first : at)));
  });
  return result;
};

const reduceAll =
  (compute: (a: number, b: number) => number): ConstantRule =>
  ([data], context) => {
    if (data.shape.length > 1) throw unsupported(context, "known values of more than one dimension");
    const value = Array.from(data.data).reduce(compute);
    return constant([value], number(context, "keepdims", 1) === 1 && data.shape.length === 1 ? [1] : [], data.type);
  };

const range: ConstantRule = ([start, limit, delta], context) => {
  const [first, end, step] = [start.data[0], limit.data[0], delta.data[0]];
  const length = Math.max(0, Math.ceil((end - first) / step));
  if (!(length <= MOST_ELEMENTS)) throw unsupported(context, `a range of ${length}`);
  return constant(
    Array.from({ length }, (_, i) => first + i * step),
    [length],
    start.type,
  );
};

const filled: ConstantRule = ([shape], context) => {
  const sizes = Array.from(shape.data);
  const total = count(sizes);
  if (!(total <= MOST_ELEMENTS && sizes.every((size) => size >= 0)))
    throw unsupported(context, `shape [${sizes.join(", ")}]`);
  const value = context.node.attributes.get("value");
  const fill = typeof value === "object" && "kind" in value ? value : constant([0], [1], "float");
  return constant(new Array<number>(total).fill(fill.data[0]), sizes, fill.type);
};

/** Types as ONNX numbers them. */
const cast: ConstantRule = ([data], context) => {
  const to = number(context, "to", 1);
  if (to === 9) return { ...data, data: data.data.map((value) => (value === 0 ? 0 : 1)), type: "boolean" };
  const float = [1, 10, 11, 16].includes(to);
  return { ...data, data: float ? data.data : data.data.map(Math.trunc), type: float ? "float" : "integer" };
};

export const CONSTANT_RULES: Readonly<Record<string, ConstantRule>> = {
  Add: elementwise((a, b) => a + b),
  Sub: elementwise((a, b) => a - b),
  Mul: elementwise((a, b) => a * b),
  Div: divide,
  Mod: elementwise((a, b) => a - b * Math.floor(a / b)),
  Pow: elementwise((a, b) => a ** b),
  Neg: elementwise((a) => -a),
  Abs: elementwise(Math.abs),
  Sqrt: elementwise(Math.sqrt),
  Floor: elementwise(Math.floor),
  Ceil: elementwise(Math.ceil),
  Min: elementwise(Math.min),
  Max: elementwise(Math.max),
  Equal: elementwise((a, b) => Number(a === b), "boolean"),
  Greater: elementwise((a, b) => Number(a > b), "boolean"),
  GreaterOrEqual: elementwise((a, b) => Number(a >= b), "boolean"),
  Less: elementwise((a, b) => Number(a < b), "boolean"),
  LessOrEqual: elementwise((a, b) => Number(a <= b), "boolean"),
  And: elementwise((a, b) => Number(a !== 0 && b !== 0), "boolean"),
  Or: elementwise((a, b) => Number(a !== 0 || b !== 0), "boolean"),
  Not: elementwise((a) => Number(a === 0), "boolean"),
  Where: elementwise((condition, a, b) => (condition === 0 ? b : a)),
  Gather: gather,
  Concat: concat,
  Slice: slice,
  ReduceProd: reduceAll((a, b) => a * b),
  ReduceSum: reduceAll((a, b) => a + b),
  ReduceMax: reduceAll(Math.max),
  ReduceMin: reduceAll(Math.min),
  Range: range,
  ConstantOfShape: filled,
  Cast: cast,
  Size: ([data]) => constant([count(data.shape)], []),
  Expand: ([data, shape], context) => broadcastTo(data, broadcastShape([data.shape, Array.from(shape.data)], context)),
};

/** Whether a node on these values is shape arithmetic and not the network's. */
export function isShapeArithmetic(operator: string, inputs: readonly Constant[]): boolean {
  return Object.hasOwn(CONSTANT_RULES, operator) && inputs.every(({ data }) => data.length <= MOST_ELEMENTS);
}
