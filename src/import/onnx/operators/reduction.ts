import * as tf from "@tensorflow/tfjs-core";
import { computed, heldAxis, plain, shapeOf, type Value } from "../value.ts";
import { knownNumbers, number, numbers, positiveAxis, type Rule, type RuleTable, required } from "./rule.ts";

type Reduce = (x: tf.Tensor, axes: number[], keep: boolean) => tf.Tensor;

/** Axes as an attribute, or from operator sets 11 to 18 on as an input; none means all. */
const reduction =
  (reduce: Reduce): Rule =>
  (inputs, context) => {
    const x = required(inputs, 0, context);
    const rank = shapeOf(x).length;
    const given = knownNumbers(inputs[1], "axes", context) ?? numbers(context, "axes") ?? [];
    if (given.length === 0 && number(context, "noop_with_empty_axes", 0) === 1) return x;
    const axes = (given.length === 0 ? Array.from({ length: rank }, (_, axis) => axis) : given).map((axis) =>
      positiveAxis(axis, rank, context),
    );
    const keep = number(context, "keepdims", 1) === 1;
    return inHeldOrder(x, axes, keep, reduce);
  };

/** Rows and columns of an image are averaged where they are; other reductions go back to ONNX' order. */
function inHeldOrder(x: Value, axes: number[], keep: boolean, reduce: Reduce): Value {
  const spatial = axes.length === 2 && axes.includes(2) && axes.includes(3);
  if (x.kind === "computed" && x.channelsLast && (keep || spatial)) {
    const held = axes.map((axis) => heldAxis(x, axis));
    return computed(reduce(x.tensor, held, keep), keep);
  }
  return computed(reduce(plain(x), axes, keep));
}

const largest: Rule = (inputs, context) => {
  const x = plain(required(inputs, 0, context));
  const axis = positiveAxis(number(context, "axis", 0), x.rank, context);
  const places = tf.argMax(x, axis);
  return computed(number(context, "keepdims", 1) === 1 ? tf.expandDims(places, axis) : places);
};

export const reductionRules = {
  ReduceMean: reduction((x, axes, keep) => tf.mean(x, axes, keep)),
  ReduceSum: reduction((x, axes, keep) => tf.sum(x, axes, keep)),
  ReduceMax: reduction((x, axes, keep) => tf.max(x, axes, keep)),
  ReduceMin: reduction((x, axes, keep) => tf.min(x, axes, keep)),
  ReduceL1: reduction((x, axes, keep) => tf.sum(tf.abs(x), axes, keep)),
  ReduceL2: reduction((x, axes, keep) => tf.sqrt(tf.sum(tf.square(x), axes, keep))),
  ReduceSumSquare: reduction((x, axes, keep) => tf.sum(tf.square(x), axes, keep)),
  ReduceLogSumExp: reduction((x, axes, keep) => tf.logSumExp(x, axes, keep)),
  ArgMax: largest,
} satisfies RuleTable;
