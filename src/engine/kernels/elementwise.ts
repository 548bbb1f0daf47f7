import type { CastAttrs, ClipByValueAttrs, LeakyReluAttrs, StepAttrs } from "@tensorflow/tfjs-core";
import type { GraphBuilder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";
import { cast, reshape } from "../graph/operators.ts";
import { elementTypeOf } from "./element-type.ts";
import type { KernelInputs, KernelRule, KernelTable } from "./kernel.ts";

const unary =
  (operator: string): KernelRule =>
  (graph, { x }) =>
    graph.emit(operator, [x]);

const binary =
  (operator: string): KernelRule =>
  (graph, { a, b }) =>
    graph.emit(operator, [a, b]);

const square = (graph: GraphBuilder, x: Value) => graph.emit("Mul", [x, x]);

/** Floor of the quotient, also for integers, where ONNX division rounds towards zero. */
function floorDivide(graph: GraphBuilder, { a, b }: KernelInputs): Value {
  const quotient = graph.emit("Div", [cast(graph, a!, "float32"), cast(graph, b!, "float32")]);
  return cast(graph, graph.emit("Floor", [quotient]), a!.type);
}

/** Elementwise kernels: arithmetic, comparison, logic, activations. */
export const elementwiseKernels = {
  Abs: unary("Abs"),
  Acos: unary("Acos"),
  Acosh: unary("Acosh"),
  Asin: unary("Asin"),
  Asinh: unary("Asinh"),
  Atan: unary("Atan"),
  Atanh: unary("Atanh"),
  Ceil: unary("Ceil"),
  Cos: unary("Cos"),
  Cosh: unary("Cosh"),
  Elu: unary("Elu"),
  Erf: unary("Erf"),
  Exp: unary("Exp"),
  Floor: unary("Floor"),
  IsInf: unary("IsInf"),
  IsNan: unary("IsNaN"),
  Log: unary("Log"),
  Neg: unary("Neg"),
  Reciprocal: unary("Reciprocal"),
  Relu: unary("Relu"),
  Round: unary("Round"),
  Selu: unary("Selu"),
  Sigmoid: unary("Sigmoid"),
  Sign: unary("Sign"),
  Sin: unary("Sin"),
  Sinh: unary("Sinh"),
  Softplus: unary("Softplus"),
  Sqrt: unary("Sqrt"),
  Tan: unary("Tan"),
  Tanh: unary("Tanh"),
  LogicalNot: unary("Not"),
  Identity: (_, { x }) => x!,
  Square: (graph, { x }) => square(graph, x!),
  Rsqrt: (graph, { x }) => graph.emit("Reciprocal", [graph.emit("Sqrt", [x])]),
  IsFinite: (graph, { x }) => {
    const outside = graph.emit("Or", [graph.emit("IsNaN", [x]), graph.emit("IsInf", [x])]);
    return graph.emit("Not", [outside]);
  },
  /** e^x - 1 = tanh(x / 2) (e^x + 1), which keeps its digits near 0. */
  Expm1: (graph, { x }) => {
    const half = graph.emit("Tanh", [graph.emit("Mul", [x, graph.scalar(0.5)])]);
    return graph.emit("Mul", [half, graph.emit("Add", [graph.emit("Exp", [x]), graph.scalar(1)])]);
  },
  /** ln(1 + x) = 2 artanh(x / (2 + x)), which keeps its digits near 0. */
  Log1p: (graph, { x }) => {
    const ratio = graph.emit("Div", [x, graph.emit("Add", [x, graph.scalar(2)])]);
    return graph.emit("Mul", [graph.emit("Atanh", [ratio]), graph.scalar(2)]);
  },
  Relu6: (graph, { x }) => graph.emit("Clip", [x, graph.scalar(0), graph.scalar(6)]),
  LeakyRelu: (graph, { x }, { alpha }: LeakyReluAttrs) => graph.emit("LeakyRelu", [x], { alpha: { float: alpha } }),
  Prelu: (graph, { x, alpha }) => graph.emit("PRelu", [x, alpha]),
  EluGrad: (graph, { dy, y }) => {
    const slope = graph.emit("Add", [graph.emit("Min", [y, graph.scalar(0)]), graph.scalar(1)]);
    return graph.emit("Mul", [dy, slope]);
  },
  Step: (graph, { x }, { alpha }: StepAttrs) => {
    const positive = graph.emit("Greater", [x, graph.scalar(0, x!.type)]);
    if (alpha === 0) return cast(graph, positive, "float32");
    return graph.emit("Where", [positive, graph.scalar(1), graph.scalar(alpha)]);
  },
  ClipByValue: (graph, { x }, { clipValueMin, clipValueMax }: ClipByValueAttrs) =>
    graph.emit("Clip", [x, graph.scalar(clipValueMin, x!.type), graph.scalar(clipValueMax, x!.type)]),
  Cast: (graph, { x }, { dtype }: CastAttrs) => cast(graph, x!, elementTypeOf(dtype)),

  Add: binary("Add"),
  Sub: binary("Sub"),
  Multiply: binary("Mul"),
  RealDiv: binary("Div"),
  Maximum: binary("Max"),
  Minimum: binary("Min"),
  Pow: binary("Pow"),
  Equal: binary("Equal"),
  Greater: binary("Greater"),
  GreaterEqual: binary("GreaterOrEqual"),
  Less: binary("Less"),
  LessEqual: binary("LessOrEqual"),
  LogicalAnd: binary("And"),
  LogicalOr: binary("Or"),
  NotEqual: (graph, { a, b }) => graph.emit("Not", [graph.emit("Equal", [a, b])]),
  SquaredDifference: (graph, { a, b }) => square(graph, graph.emit("Sub", [a, b])),
  FloorDiv: floorDivide,
  Mod: (graph, inputs) => {
    const whole = graph.emit("Mul", [floorDivide(graph, inputs), inputs["b"]]);
    return graph.emit("Sub", [inputs["a"], whole]);
  },
  AddN: (graph, inputs) => Object.values(inputs).reduce((sum, term) => graph.emit("Add", [sum, term])),
  Select: (graph, { condition, t, e }) => {
    // TensorFlow.js lets a vector choose whole rows.
    const rows = condition!.shape.length === 1 && t!.shape.length > 1;
    const chosen = rows ? reshape(graph, condition!, [t!.shape[0]!, ...t!.shape.slice(1).map(() => 1)]) : condition!;
    return graph.emit("Where", [cast(graph, chosen, "bool"), t, e]);
  },
} satisfies KernelTable;
