import { elementCount } from "../../../core/element-count.ts";
import type { Constant } from "../graph.ts";
import { number } from "../operators/rule.ts";
import { constant } from "../value.ts";
import { broadcastShape, broadcastTo, type ConstantRule } from "./rule.ts";

const elementwise =
  (compute: (a: number, b: number, c: number) => number, type?: Constant["type"]): ConstantRule =>
  (inputs, context) => {
    const shape = broadcastShape(
      inputs.map((input) => input.shape),
      context,
    );
    const operands = inputs.map((input) => broadcastTo(input, shape)?.data);
    if (!operands.every((operand) => operand !== undefined)) return undefined;
    const [a, b = a, c = a] = operands;
    const data = new Float64Array(elementCount(shape));
    for (let i = 0; i < data.length; i++) data[i] = compute(a[i], b[i], c[i]);
    return constant(data, shape, type ?? inputs[inputs.length - 1].type);
  };

/** The same on any number of operands. */
const fold =
  (compute: (a: number, b: number) => number): ConstantRule =>
  ([first, ...rest], context) =>
    rest.reduce<ReturnType<ConstantRule>>(
      (sum, next) => (sum === undefined ? undefined : elementwise(compute)([sum as Constant, next], context)),
      first,
    );

/** Division of integers cuts the fraction off. */
const divide: ConstantRule = (inputs, context) =>
  elementwise(inputs[0].type === "integer" ? (a, b) => Math.trunc(a / b) : (a, b) => a / b)(inputs, context);

/** The remainder has the divisor's sign, or with `fmod` the dividend's. */
const remainder: ConstantRule = (inputs, context) =>
  elementwise(number(context, "fmod", 0) === 1 ? (a, b) => a % b : (a, b) => a - b * Math.floor(a / b))(
    inputs,
    context,
  );

const clip: ConstantRule = ([data, low, high], context) => {
  const least = low?.data[0] ?? number(context, "min", -Infinity);
  const most = high?.data[0] ?? number(context, "max", Infinity);
  return { ...data, data: data.data.map((value) => Math.min(most, Math.max(least, value))) };
};

/** Halves go to the even neighbour. */
function roundHalfToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** Types as ONNX numbers them. */
const cast: ConstantRule = ([data], context) => castTo(data, number(context, "to", 1));

function castTo(data: Constant, to: number): Constant {
  if (to === 9) return { ...data, data: data.data.map((value) => (value === 0 ? 0 : 1)), type: "boolean" };
  const float = [1, 10, 11, 16].includes(to);
  return { ...data, data: float ? data.data : data.data.map(Math.trunc), type: float ? "float" : "integer" };
}

export const constantArithmetic = {
  Add: elementwise((a, b) => a + b),
  Sub: elementwise((a, b) => a - b),
  Mul: elementwise((a, b) => a * b),
  Div: divide,
  Mod: remainder,
  Pow: elementwise((a, b) => a ** b),
  Neg: elementwise((a) => -a),
  Abs: elementwise(Math.abs),
  Sign: elementwise(Math.sign),
  Sqrt: elementwise(Math.sqrt),
  Exp: elementwise(Math.exp),
  Log: elementwise(Math.log),
  Sin: elementwise(Math.sin),
  Cos: elementwise(Math.cos),
  Reciprocal: elementwise((a) => 1 / a),
  Floor: elementwise(Math.floor),
  Ceil: elementwise(Math.ceil),
  Round: elementwise(roundHalfToEven),
  Min: fold(Math.min),
  Max: fold(Math.max),
  Sum: fold((a, b) => a + b),
  Equal: elementwise((a, b) => Number(a === b), "boolean"),
  Greater: elementwise((a, b) => Number(a > b), "boolean"),
  GreaterOrEqual: elementwise((a, b) => Number(a >= b), "boolean"),
  Less: elementwise((a, b) => Number(a < b), "boolean"),
  LessOrEqual: elementwise((a, b) => Number(a <= b), "boolean"),
  And: elementwise((a, b) => Number(a !== 0 && b !== 0), "boolean"),
  Or: elementwise((a, b) => Number(a !== 0 || b !== 0), "boolean"),
  Xor: elementwise((a, b) => Number((a !== 0) !== (b !== 0)), "boolean"),
  Not: elementwise((a) => Number(a === 0), "boolean"),
  Relu: elementwise((a) => Math.max(a, 0)),
  Clip: clip,
  Where: elementwise((condition, a, b) => (condition === 0 ? b : a)),
  Cast: cast,
  CastLike: ([data, like]) => castTo(data, like.type === "float" ? 1 : like.type === "boolean" ? 9 : 7),
} satisfies Readonly<Record<string, ConstantRule>>;
