import * as tf from "@tensorflow/tfjs-core";
import { computed, plain, type Value } from "../value.ts";
import { dequantize, quantize, quantizerAt } from "./quantizer.ts";
import { type NodeContext, number, type Rule, type RuleTable, required, unsupported } from "./rule.ts";
import { roundStraightThrough } from "./straight-through.ts";
import { withoutGradient } from "./without-gradient.ts";

function axisOf(context: NodeContext): number {
  if (number(context, "block_size", 0) !== 0) throw unsupported(context, "scales for blocks");
  return number(context, "axis", 1);
}

/** Levels between the smallest and the largest 8-bit number. */
const STEPS = 255;

const lowest = (x: tf.Tensor, axes: number[]): tf.Tensor => tf.minimum(tf.min(x, axes, true), 0);
const highest = (x: tf.Tensor, axes: number[]): tf.Tensor => tf.maximum(tf.max(x, axes, true), 0);

/**
 * Scale and zero point from the tensor's own range, which has to hold zero. Files made for one image at a time leave
 * open what a batch is quantised by: each image is quantised by its own range, so that no image changes another's answer.
 */
const dynamic: Rule = (inputs, context) => {
  const x = plain(required(inputs, 0, context));
  const axes = x.shape.flatMap((_, axis) => (axis === 0 && x.shape[0] === context.batch.actual ? [] : [axis]));
  const scale = withoutGradient((values: tf.Tensor) => {
    const range = tf.sub(highest(values, axes), lowest(values, axes));
    // An image of zeros has no range, and any scale serves it.
    return tf.where(tf.greater(range, 0), tf.div(range, STEPS), tf.onesLike(range));
  })(x);
  const zeroPoint = withoutGradient((values: tf.Tensor, step: tf.Tensor) =>
    tf.clipByValue(tf.round(tf.div(tf.neg(lowest(values, axes)), step)), 0, STEPS),
  )(x, scale);
  const moved = tf.add(roundStraightThrough(tf.div(x, scale)), zeroPoint);
  return [computed(tf.clipByValue(moved, 0, STEPS)), computed(scale), computed(zeroPoint)];
};

/** Into integers and out of them: what a network is between is computed on their values. */
export const quantizationRules = {
  QuantizeLinear: (inputs, context) => {
    const x: Value = required(inputs, 0, context);
    return quantize(x, quantizerAt(inputs, 1, context, axisOf(context)), context);
  },
  DequantizeLinear: (inputs, context) => {
    const x: Value = required(inputs, 0, context);
    return dequantize(x, quantizerAt(inputs, 1, context, axisOf(context)), context);
  },
  DynamicQuantizeLinear: dynamic,
} satisfies RuleTable;
