import * as tf from "@tensorflow/tfjs-core";
import { LOWEST, padImages } from "../../../network/pad-images.ts";
import { averagePool } from "../../shared/average-pool.ts";
import { computed, plain, shapeOf, withChannelsLast } from "../value.ts";
import { type AxisGeometry, windowGeometry } from "./geometry.ts";
import { alsoSequences } from "./one-dimension.ts";
import { type NodeContext, number, numbers, type Rule, type RuleTable, required, unsupported } from "./rule.ts";

function poolGeometry(image: tf.Tensor4D, context: NodeContext): readonly [AxisGeometry, AxisGeometry] {
  const kernel = numbers(context, "kernel_shape") ?? [];
  const geometry = windowGeometry(image.shape.slice(1, 3), kernel, context);
  if (geometry.some(({ dilation }) => dilation > 1)) throw unsupported(context, "dilated windows");
  return geometry;
}

function padded(image: tf.Tensor4D, geometry: readonly [AxisGeometry, AxisGeometry], value: number): tf.Tensor4D {
  const [rows, columns] = geometry.map(({ before, after, beyond }) => [before, after + beyond] as const);
  return padImages(image, rows, columns, value);
}

const sizes = ([rows, columns]: readonly [AxisGeometry, AxisGeometry]) => ({
  window: [rows.kernel, columns.kernel] as [number, number],
  strides: [rows.stride, columns.stride] as [number, number],
});

const maximum: Rule = (inputs, context) => {
  if ((context.node.outputs[1] ?? "") !== "") throw unsupported(context, "the places of the largest elements");
  const image = withChannelsLast(required(inputs, 0, context));
  const geometry = poolGeometry(image, context);
  const { window, strides } = sizes(geometry);
  return computed(tf.maxPool(padded(image, geometry, LOWEST), window, strides, "valid"), true);
};

const average: Rule = (inputs, context) => {
  const image = withChannelsLast(required(inputs, 0, context));
  const countPadding = number(context, "count_include_pad", 0) === 1;
  return computed(averagePool(image, poolGeometry(image, context), countPadding), true);
};

const global =
  (reduce: (image: tf.Tensor, axes: number[], keep: boolean) => tf.Tensor): Rule =>
  (inputs, context) => {
    const x = required(inputs, 0, context);
    const { length: rank } = shapeOf(x);
    if (rank === 4) return computed(reduce(withChannelsLast(x), [1, 2], true), true);
    return computed(
      reduce(
        plain(x),
        Array.from({ length: rank - 2 }, (_, axis) => axis + 2),
        true,
      ),
    );
  };

export const poolingRules = {
  MaxPool: alsoSequences(maximum),
  AveragePool: alsoSequences(average),
  GlobalAveragePool: global((image, axes, keep) => tf.mean(image, axes, keep)),
  GlobalMaxPool: global((image, axes, keep) => tf.max(image, axes, keep)),
} satisfies RuleTable;
