import { elementCount } from "../../../core/element-count.ts";
import type { Constant } from "../graph.ts";
import { knownNumbers, type NodeContext, number, numbers, positiveAxis } from "../operators/rule.ts";
import { constant, transposed } from "../value.ts";
import type { ConstantRule } from "./rule.ts";

/** An operator on all the elements along some axes: their fold, and then something of it and of their number. */
const reduction =
  (combine: (a: number, b: number) => number, finish = (total: number, _count: number) => total): ConstantRule =>
  (inputs, context) => {
    const [data] = inputs;
    const axes = reducedAxes(inputs, context);
    if (axes === undefined) return data;
    const kept = data.shape.flatMap((_, axis) => (axes.includes(axis) ? [] : [axis]));
    const rows = transposed(data, [...kept, ...axes]).data;
    const count = elementCount(axes.map((axis) => data.shape[axis]));
    const keep = number(context, "keepdims", 1) === 1;
    const shape = data.shape.flatMap((size, axis) => (axes.includes(axis) ? (keep ? [1] : []) : [size]));
    const results = new Float64Array(elementCount(shape));
    for (let row = 0; row < results.length; row++) {
      let total = count === 0 ? 0 : rows[row * count];
      for (let i = 1; i < count; i++) total = combine(total, rows[row * count + i]);
      results[row] = finish(total, count);
    }
    return constant(results, shape, data.type);
  };

/** Undefined where nothing is reduced. */
function reducedAxes([data, given]: readonly Constant[], context: NodeContext): number[] | undefined {
  const axes = knownNumbers(given, "axes", context) ?? numbers(context, "axes") ?? [];
  if (axes.length > 0) return axes.map((axis) => positiveAxis(axis, data.shape.length, context));
  return number(context, "noop_with_empty_axes", 0) === 1 ? undefined : data.shape.map((_, axis) => axis);
}

export const constantReduction = {
  ReduceProd: reduction((a, b) => a * b),
  ReduceSum: reduction((a, b) => a + b),
  ReduceMean: reduction(
    (a, b) => a + b,
    (total, count) => total / count,
  ),
  ReduceMax: reduction((a, b) => Math.max(a, b)),
  ReduceMin: reduction((a, b) => Math.min(a, b)),
} satisfies Readonly<Record<string, ConstantRule>>;
