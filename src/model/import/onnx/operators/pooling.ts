import * as tf from "@tensorflow/tfjs-core";
import { computed, withChannelsLast } from "../value.ts";
import { type AxisGeometry, windowGeometry } from "./geometry.ts";
import { type NodeContext, number, numbers, type Rule, type RuleTable, required, unsupported } from "./rule.ts";

/** Less than anything a network computes, and finite: the gradient of a pool multiplies it by zero. */
const LOWEST = -3.4e38;

function poolGeometry(image: tf.Tensor4D, context: NodeContext): readonly [AxisGeometry, AxisGeometry] {
  const kernel = numbers(context, "kernel_shape") ?? [];
  const geometry = windowGeometry(image.shape.slice(1, 3), kernel, context);
  if (geometry.some(({ dilation }) => dilation > 1)) throw unsupported(context, "dilated windows");
  return geometry;
}

function padded(image: tf.Tensor4D, geometry: readonly [AxisGeometry, AxisGeometry], value: number): tf.Tensor4D {
  const [rows, columns] = geometry.map(({ before, after, beyond }): [number, number] => [before, after + beyond]);
  if ([...rows, ...columns].every((size) => size === 0)) return image;
  return tf.pad(image, [[0, 0], rows, columns, [0, 0]], value);
}

const sizes = ([rows, columns]: readonly [AxisGeometry, AxisGeometry]) => ({
  window: [rows.kernel, columns.kernel] as [number, number],
  strides: [rows.stride, columns.stride] as [number, number],
});

const maximum: Rule = (inputs, context) => {
  if (context.node.outputs.length > 1) throw unsupported(context, "the places of the largest elements");
  const image = withChannelsLast(required(inputs, 0, context));
  const geometry = poolGeometry(image, context);
  const { window, strides } = sizes(geometry);
  return computed(tf.maxPool(padded(image, geometry, LOWEST), window, strides, "valid"), true);
};

const average: Rule = (inputs, context) => {
  const image = withChannelsLast(required(inputs, 0, context));
  const geometry = poolGeometry(image, context);
  const { window, strides } = sizes(geometry);
  const means = tf.avgPool(padded(image, geometry, 0), window, strides, "valid");
  const countPadding = number(context, "count_include_pad", 0) === 1;
  const share = windowShares(image.shape.slice(1, 3), geometry, countPadding);
  if (share === undefined) return computed(means, true);
  return computed(tf.mul(means, tf.tensor4d(share, [1, geometry[0].output, geometry[1].output, 1])), true);
};

/** Window size over the number of elements that count, for each output; undefined where all count everywhere. */
function windowShares(
  input: readonly number[],
  geometry: readonly [AxisGeometry, AxisGeometry],
  countPadding: boolean,
): Float32Array | undefined {
  const counts = geometry.map(({ kernel, stride, before, after, output }, axis) =>
    Array.from({ length: output }, (_, place) => {
      const first = countPadding ? 0 : before;
      const end = before + input[axis] + (countPadding ? after : 0);
      return Math.min(place * stride + kernel, end) - Math.max(place * stride, first);
    }),
  );
  const window = geometry[0].kernel * geometry[1].kernel;
  const shares = counts[0].flatMap((row) => counts[1].map((column) => window / (row * column)));
  return shares.every((share) => share === 1) ? undefined : Float32Array.from(shares);
}

const global =
  (reduce: (image: tf.Tensor, axes: number[], keep: boolean) => tf.Tensor): Rule =>
  (inputs, context) =>
    computed(reduce(withChannelsLast(required(inputs, 0, context)), [1, 2], true), true);

export const poolingRules = {
  MaxPool: maximum,
  AveragePool: average,
  GlobalAveragePool: global((image, axes, keep) => tf.mean(image, axes, keep)),
  GlobalMaxPool: global((image, axes, keep) => tf.max(image, axes, keep)),
} satisfies RuleTable;
