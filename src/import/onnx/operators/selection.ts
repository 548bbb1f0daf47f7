import * as tf from "@tensorflow/tfjs-core";
import { computed, heldAxis, plain, shapeOf, type Value } from "../value.ts";
import { partSizes } from "./part-sizes.ts";
import { pick } from "./pick.ts";
import { type NodeContext, number, positiveAxis, type Rule, type RuleTable, required, unsupported } from "./rule.ts";
import { type SliceRange, sliceRanges } from "./slice-ranges.ts";

const split: Rule = (inputs, context) => {
  const x = required(inputs, 0, context);
  const shape = shapeOf(x);
  const axis = positiveAxis(number(context, "axis", 0), shape.length, context);
  const sizes = partSizes(inputs[1], shape[axis], context);
  const held = x.kind === "computed" ? x : computed(plain(x));
  return tf.split(held.tensor, sizes, heldAxis(held, axis)).map((tensor) => computed(tensor, held.channelsLast));
};

/**
 * Elements start, start + step, ... along an axis: the first of each group of `step`, which costs the gradient a
 * padding, where picking them one by one would cost it a product with a large matrix.
 */
function everyNth(tensor: tf.Tensor, { axis, start, step, count }: SliceRange): tf.Tensor {
  const size = tensor.shape[axis];
  if (step < 0) {
    return everyNth(tf.reverse(tensor, axis), { axis, start: size - 1 - start, step: -step, count });
  }
  const part = (from: tf.Tensor, at: number, first: number, length: number): tf.Tensor =>
    tf.slice(
      from,
      from.shape.map((_, index) => (index === at ? first : 0)),
      from.shape.map((whole, index) => (index === at ? length : whole)),
    );
  const length = count * step;
  const missing = Math.max(0, start + length - size);
  const cut = part(tensor, axis, start, length - missing);
  const groups = tf.pad(
    cut,
    cut.shape.map((_, index): [number, number] => [0, index === axis ? missing : 0]),
  );
  const apart = tf.reshape(groups, groups.shape.toSpliced(axis, 1, count, step));
  return tf.squeeze(part(apart, axis + 1, 0, 1), [axis + 1]);
}

const slice: Rule = (inputs, context) => {
  const x = required(inputs, 0, context);
  const held = x.kind === "computed" ? x : computed(plain(x));
  const result = sliceRanges(inputs, shapeOf(x), context).reduce((tensor, { axis, start, step, count }) => {
    const at = heldAxis(held, axis);
    if (step !== 1) return everyNth(tensor, { axis: at, start, step, count });
    const begin = tensor.shape.map((_, index) => (index === at && count > 0 ? start : 0));
    return tf.slice(
      tensor,
      begin,
      tensor.shape.map((size, index) => (index === at ? count : size)),
    );
  }, held.tensor);
  return computed(result, held.channelsLast);
};

const gather: Rule = (inputs, context) => {
  const value = required(inputs, 0, context);
  const places = required(inputs, 1, context);
  if (number(context, "axis", 0) === 0 && context.countsImages(value, 0) && shapeOf(places).length > 0) {
    const { actual } = context.batch;
    const all = plain(value);
    const apart = tf.reshape(all, [actual, (all.shape[0] as number) / actual, ...all.shape.slice(1)]);
    const [first, ...others] = shapeOf(places);
    const shape = [first * actual, ...others, ...all.shape.slice(1)];
    return computed(tf.reshape(gathered(apart, places, 1, context), shape));
  }
  const x = plain(value);
  return computed(gathered(x, places, positiveAxis(number(context, "axis", 0), x.rank, context), context));
};

function gathered(x: tf.Tensor, places: Value, axis: number, context: NodeContext): tf.Tensor {
  const known = places.kind === "constant" ? Array.from(places.data) : undefined;
  const positive = known?.map((index) => (index < 0 ? index + x.shape[axis] : index));
  if (positive?.some((index) => index >= x.shape[axis] || index < 0)) {
    throw unsupported(context, `indices outside of ${x.shape[axis]}`);
  }
  if (positive?.length === 1 && shapeOf(places).length === 0) {
    const begin = x.shape.map((_, index) => (index === axis ? positive[0] : 0));
    const size = x.shape.map((length, index) => (index === axis ? 1 : length));
    return tf.squeeze(tf.slice(x, begin, size), [axis]);
  }
  if (positive === undefined) {
    return tf.gather(x, tf.cast(plain(places), "int32") as tf.Tensor1D, axis);
  }
  const shape = [...x.shape.slice(0, axis), ...shapeOf(places), ...x.shape.slice(axis + 1)];
  return tf.reshape(pick(x, positive, axis), shape);
}

export const selectionRules = { Split: split, Slice: slice, Gather: gather } satisfies RuleTable;
