import { elementCount } from "../../core/element-count.ts";
import type { Attributes, ElementType, Value } from "./graph.ts";

/** Type and shape of an operation's result. */
export interface ValueSpec {
  readonly type: ElementType;
  readonly shape: readonly number[];
}

type Inputs = readonly (Value | undefined)[];
/** Values of a constant int64 input (axes, shapes, starts), by position. */
export type ReadIntegers = (position: number) => readonly number[];
type Rule = (inputs: Inputs, attributes: Attributes, integers: ReadIntegers) => ValueSpec;

/** Shape of elementwise results under NumPy broadcasting. */
export function broadcastShape(...shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = shapes.map((shape) => shape[shape.length - rank + axis] ?? 1);
    const size = sizes.find((candidate) => candidate !== 1) ?? 1;
    if (sizes.some((candidate) => candidate !== 1 && candidate !== size)) {
      throw new Error(`shapes ${shapes.map((shape) => `[${shape}]`).join(" and ")} do not broadcast`);
    }
    return size;
  });
}

const int = (attributes: Attributes, name: string, absent: number): number => {
  const attribute = attributes[name];
  return attribute !== undefined && "int" in attribute ? attribute.int : absent;
};

const ints = (attributes: Attributes, name: string): readonly number[] | undefined => {
  const attribute = attributes[name];
  return attribute !== undefined && "ints" in attribute ? attribute.ints : undefined;
};

const same: Rule = ([x]) => ({ type: x!.type, shape: x!.shape });
const broadcast: Rule = (inputs) => ({
  type: inputs[0]!.type,
  shape: broadcastShape(...inputs.map((input) => input!.shape)),
});
const compare: Rule = (inputs, attributes, integers) => ({ ...broadcast(inputs, attributes, integers), type: "bool" });

const reduce: Rule = ([x], attributes, integers) => {
  const axes = new Set(integers(1).map((axis) => (axis < 0 ? axis + x!.shape.length : axis)));
  const keep = int(attributes, "keepdims", 1) === 1;
  const shape = keep
    ? x!.shape.map((size, axis) => (axes.has(axis) ? 1 : size))
    : x!.shape.filter((_, axis) => !axes.has(axis));
  return { type: x!.type, shape };
};

const matmul = (a: readonly number[], b: readonly number[], transA: boolean, transB: boolean): number[] => {
  const [rows, columns] = [a.at(transA ? -1 : -2)!, b.at(transB ? -2 : -1)!];
  return [...broadcastShape(a.slice(0, -2), b.slice(0, -2)), rows, columns];
};

/** Result of the operators whose type and shape follow from their inputs alone. */
const RULES: Readonly<Record<string, Rule>> = {
  ...Object.fromEntries(
    (
      "Abs Neg Exp Log Sqrt Reciprocal Relu LeakyRelu Elu Selu Sigmoid Tanh Sign Floor Ceil Round Softplus Erf Sin Cos " +
      "Tan Asin Acos Atan Sinh Cosh Asinh Acosh Atanh Clip Identity Not Softmax CumSum PRelu " +
      "BatchNormalization"
    )
      .split(" ")
      .map((operator) => [operator, same]),
  ),
  ...Object.fromEntries("Add Sub Mul Div Pow Max Min Mod".split(" ").map((operator) => [operator, broadcast])),
  ...Object.fromEntries(
    "Equal Greater GreaterOrEqual Less LessOrEqual And Or Xor".split(" ").map((operator) => [operator, compare]),
  ),
  ...Object.fromEntries(
    "ReduceSum ReduceMean ReduceMax ReduceMin ReduceProd".split(" ").map((operator) => [operator, reduce]),
  ),
  IsNaN: ([x]) => ({ type: "bool", shape: x!.shape }),
  IsInf: ([x]) => ({ type: "bool", shape: x!.shape }),
  Where: ([condition, x, y]) => ({ type: x!.type, shape: broadcastShape(condition!.shape, x!.shape, y!.shape) }),
  Transpose: ([x], attributes) => ({
    type: x!.type,
    shape: ints(attributes, "perm")!.map((axis) => x!.shape[axis]!),
  }),
  Reshape: ([x], _, integers) => {
    const shape = integers(1);
    if (elementCount(shape) !== elementCount(x!.shape)) {
      throw new Error(`[${x!.shape}] does not reshape to [${shape}]`);
    }
    return { type: x!.type, shape };
  },
  Expand: ([x], _, integers) => ({ type: x!.type, shape: broadcastShape(x!.shape, integers(1)) }),
  Tile: ([x], _, integers) => {
    const repeats = integers(1);
    return { type: x!.type, shape: x!.shape.map((size, axis) => size * repeats[axis]!) };
  },
  Pad: ([x], _, integers) => {
    const pads = integers(1);
    const rank = x!.shape.length;
    return { type: x!.type, shape: x!.shape.map((size, axis) => size + pads[axis]! + pads[axis + rank]!) };
  },
  Concat: (inputs, attributes) => {
    const axis = int(attributes, "axis", 0);
    const length = inputs.reduce((sum, input) => sum + input!.shape[axis]!, 0);
    return { type: inputs[0]!.type, shape: inputs[0]!.shape.map((size, i) => (i === axis ? length : size)) };
  },
  Gather: ([x, indices], attributes) => {
    const axis = int(attributes, "axis", 0);
    return { type: x!.type, shape: [...x!.shape.slice(0, axis), ...indices!.shape, ...x!.shape.slice(axis + 1)] };
  },
  MatMul: ([a, b]) => ({ type: a!.type, shape: matmul(a!.shape, b!.shape, false, false) }),
  FusedMatMul: ([a, b], attributes) => ({
    type: a!.type,
    shape: matmul(a!.shape, b!.shape, int(attributes, "transA", 0) === 1, int(attributes, "transB", 0) === 1),
  }),
};

/** Type and shape of an operation's first result; throws for operators that need them stated. */
export function inferResult(
  operator: string,
  inputs: Inputs,
  attributes: Attributes,
  integers: ReadIntegers,
): ValueSpec {
  const rule = RULES[operator];
  if (rule === undefined) throw new Error(`the result of ${operator} must be stated: it has no inference rule`);
  return rule(inputs, attributes, integers);
}
