import type { Operation } from "../graph/graph.ts";

const UNARY = new Set(
  (
    "Abs Neg Exp Log Sqrt Reciprocal Relu LeakyRelu Elu Selu Sigmoid Tanh Sign Floor Ceil Round Softplus Erf Sin Cos " +
    "Tan Asin Acos Atan Sinh Cosh Asinh Acosh Atanh Clip Identity Not Cast IsNaN IsInf"
  ).split(" "),
);
const VARIADIC = new Set(
  "Add Sub Mul Div Pow Max Min Equal Greater GreaterOrEqual Less LessOrEqual And Or Xor Where".split(" "),
);

/** Whether each element of the result depends on the elements at its place alone, under broadcasting. */
export function isElementwise({ operator, domain }: Operation): boolean {
  return domain === "" && (UNARY.has(operator) || VARIADIC.has(operator));
}

/** Whether an elementwise operation has one tensor operand (others, as of `Clip`, being scalars). */
export function isUnary({ operator }: Operation): boolean {
  return UNARY.has(operator);
}
