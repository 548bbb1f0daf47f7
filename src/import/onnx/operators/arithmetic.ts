import * as tf from "@tensorflow/tfjs-core";
import { aligned, computed, type Value } from "../value.ts";
import { type Rule, type RuleTable, required } from "./rule.ts";
import { withoutGradient } from "./without-gradient.ts";

/** An operator on two tensors that broadcast. */
const pair =
  (compute: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): Rule =>
  (inputs, context) => {
    const { tensors, channelsLast } = aligned([required(inputs, 0, context), required(inputs, 1, context)]);
    return computed(compute(tensors[0], tensors[1]), channelsLast);
  };

/** The same on any number. */
const fold =
  (compute: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): Rule =>
  (inputs, context) => {
    required(inputs, 0, context);
    const { tensors, channelsLast } = aligned(inputs.filter((value): value is Value => value !== undefined));
    return computed(tensors.reduce(compute), channelsLast);
  };

const logical = (compute: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): Rule =>
  pair(withoutGradient((a, b) => compute(tf.cast(a, "bool"), tf.cast(b, "bool"))));

const choose: Rule = (inputs, context) => {
  const { tensors, channelsLast } = aligned([0, 1, 2].map((index) => required(inputs, index, context)));
  return computed(tf.where(tf.cast(tensors[0], "bool"), tensors[1], tensors[2]), channelsLast);
};

const add = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.add(a, b);

const power: Rule = pair((a, b) => tf.pow(a, tf.cast(b, "float32")));

const mean: Rule = (inputs, context) => {
  const { tensors, channelsLast } = aligned(inputs.filter((value): value is Value => value !== undefined));
  required(inputs, 0, context);
  return computed(tf.div(tensors.reduce(add), tensors.length), channelsLast);
};

export const arithmeticRules = {
  Add: pair(add),
  Sub: pair((a, b) => tf.sub(a, b)),
  Mul: pair((a, b) => tf.mul(a, b)),
  Div: pair((a, b) => tf.div(a, b)),
  Pow: power,
  Max: fold((a, b) => tf.maximum(a, b)),
  Min: fold((a, b) => tf.minimum(a, b)),
  Sum: fold(add),
  Mean: mean,
  Equal: pair(withoutGradient(tf.equal)),
  Greater: pair(withoutGradient(tf.greater)),
  GreaterOrEqual: pair(withoutGradient(tf.greaterEqual)),
  Less: pair(withoutGradient(tf.less)),
  LessOrEqual: pair(withoutGradient(tf.lessEqual)),
  And: logical(tf.logicalAnd),
  Or: logical(tf.logicalOr),
  Where: choose,
} satisfies RuleTable;
