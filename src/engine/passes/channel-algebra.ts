import { elementCount } from "../../core/element-count.ts";
import type { GraphBuilder } from "../graph/builder.ts";
import { type Graph, type Operation, sameShape, type Value } from "../graph/graph.ts";
import { reduce } from "../graph/operators.ts";
import { type RewriteRule, rewrite } from "../graph/rewrite.ts";
import { integerOf } from "./attributes.ts";

/**
 * Does work per channel that is written per pixel. With c a vector or number that does not vary along the axes:
 *
 *     sum(x * c) = c * sum(x)      sum(x - c) = sum(x) - n c      mean(x) = sum(x) / n      (x * c) * d = x * (c d)
 *
 * The gradient of batch normalisation, as autodiff writes it, is mostly this.
 */
export function liftChannels(graph: Graph): Graph {
  return rewrite(graph, meanAsSum, sumOfProduct, sumOfDifference, nestedProduct);
}

interface Reduction {
  readonly input: Value;
  readonly axes: readonly number[];
  readonly keep: boolean;
  /** Elements that become one. */
  readonly count: number;
}

function reduction(graph: GraphBuilder, operation: Operation, operator: string): Reduction | undefined {
  if (operation.operator !== operator) return undefined;
  const [input, axesInput] = operation.inputs as [Value, Value];
  const axes = Array.from(graph.constantData(axesInput)!, Number);
  const count = axes.reduce((product, axis) => product * input.shape[axis]!, 1);
  return { input, axes, keep: integerOf(operation, "keepdims", 1) === 1, count };
}

const meanAsSum: RewriteRule = (graph, operation) => {
  const mean = reduction(graph, operation, "ReduceMean");
  // Over an image's own pixels it stays a mean: ONNX Runtime pools.
  if (mean === undefined || !mean.axes.includes(0)) return undefined;
  const sum = reduce(graph, "ReduceSum", mean.input, mean.axes, mean.keep);
  return [graph.emit("Mul", [sum, graph.scalar(1 / mean.count)])];
};

/** The operand in the shape it has after the reduction, if it is the same all along the reduced axes. */
function alongAxes(graph: GraphBuilder, operand: Value, { input, axes, keep }: Reduction): Value | undefined {
  const rank = input.shape.length;
  const full = [...Array.from({ length: rank - operand.shape.length }, () => 1), ...operand.shape];
  if (axes.some((axis) => full[axis] !== 1)) return undefined;
  if (operand.shape.length === 0) return operand;
  const shape = keep ? full : full.filter((_, axis) => !axes.includes(axis));
  return sameShape(shape, operand.shape) ? operand : graph.emit("Reshape", [operand, graph.integers(shape)]);
}

const sumOfProduct: RewriteRule = (graph, operation) => {
  const sum = reduction(graph, operation, "ReduceSum");
  const product = sum === undefined ? undefined : graph.producer(sum.input);
  if (sum === undefined || product?.operator !== "Mul") return undefined;
  for (const [factor, rest] of pairs(product)) {
    const constant = alongAxes(graph, factor, sum);
    if (constant === undefined || !sameShape(rest.shape, sum.input.shape)) continue;
    return [graph.emit("Mul", [sumOf(graph, rest, sum), constant])];
  }
  return undefined;
};

const sumOfDifference: RewriteRule = (graph, operation) => {
  const sum = reduction(graph, operation, "ReduceSum");
  const split = sum === undefined ? undefined : differenceOfSums(graph, sum.input, sum);
  return split === undefined ? undefined : [split];
};

function differenceOfSums(graph: GraphBuilder, x: Value, sum: Reduction): Value | undefined {
  const difference = graph.producer(x);
  if (difference?.operator !== "Sub") return undefined;
  const [minuend, subtrahend] = difference.inputs as [Value, Value];
  const constant = alongAxes(graph, subtrahend, sum);
  if (constant === undefined || !sameShape(minuend.shape, x.shape)) return undefined;
  const shift = graph.emit("Mul", [constant, graph.scalar(sum.count)]);
  return graph.emit("Sub", [reduce(graph, "ReduceSum", minuend, sum.axes, sum.keep), shift]);
}

const nestedProduct: RewriteRule = (graph, operation) => {
  if (operation.operator !== "Mul" || operation.domain !== "") return undefined;
  for (const [factor, rest] of pairs(operation)) {
    const inner = graph.producer(rest);
    if (inner?.operator !== "Mul" || elementCount(factor.shape) * 2 > elementCount(rest.shape)) continue;
    for (const [innerFactor, innermost] of pairs(inner)) {
      if (elementCount(innerFactor.shape) * 2 > elementCount(rest.shape)) continue;
      if (!sameShape(innermost.shape, rest.shape)) continue;
      return [graph.emit("Mul", [innermost, graph.emit("Mul", [factor, innerFactor])])];
    }
  }
  return undefined;
};

const sumOf = (graph: GraphBuilder, x: Value, sum: Reduction) =>
  differenceOfSums(graph, x, sum) ?? reduce(graph, "ReduceSum", x, sum.axes, sum.keep);

function pairs({ inputs }: Operation): readonly (readonly [Value, Value])[] {
  const [a, b] = inputs as [Value, Value];
  return [
    [a, b],
    [b, a],
  ];
}
