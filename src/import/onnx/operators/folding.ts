import * as tf from "@tensorflow/tfjs-core";
import { MAX_GENERATED_ELEMENTS } from "../../shared/weights.ts";
import { computed, plain } from "../value.ts";
import { knownNumbers, type NodeContext, numbers, type Rule, type RuleTable, required, unsupported } from "./rule.ts";

/** One spatial axis of windows that are laid back into an image. */
interface FoldAxis {
  readonly size: number;
  readonly before: number;
  readonly padded: number;
  readonly block: number;
  readonly stride: number;
  readonly dilation: number;
  /** Number of windows. */
  readonly count: number;
}

/**
 * Windows [batch, channels * block, windows] added up to the image that they were cut from (ONNX, Operators: Col2Im).
 */
const fold: Rule = (inputs, context) => {
  const x = plain(required(inputs, 0, context));
  const [rows, columns] = axes(
    knownNumbers(inputs[1], "the size of the image", context) ?? [],
    knownNumbers(inputs[2], "the size of a window", context) ?? [],
    context,
  );
  const [batch, width, windows] = x.shape as [number, number, number];
  const places = rows.block * columns.block;
  const channels = width / places;
  const total = batch * channels * rows.padded * columns.padded;
  if (!(Number.isInteger(channels) && windows === rows.count * columns.count && total <= MAX_GENERATED_ELEMENTS)) {
    throw unsupported(context, `windows [${x.shape.join(", ")}]`);
  }
  const parts = tf.reshape(x, [batch * channels, places, windows]);
  const laid = Array.from({ length: places }, (_, place) => {
    const part = tf.slice(parts, [0, place, 0], [batch * channels, 1, windows]);
    const grid = tf.reshape(part, [batch * channels, rows.count, columns.count]);
    const tall = spread(grid, 1, rows, Math.floor(place / columns.block) * rows.dilation);
    return spread(tall, 2, columns, (place % columns.block) * columns.dilation);
  });
  const image = laid.reduce((sum, part) => tf.add(sum, part));
  const cut = tf.slice(image, [0, rows.before, columns.before], [batch * channels, rows.size, columns.size]);
  return computed(tf.reshape(cut, [batch, channels, rows.size, columns.size]));
};

/** Elements of an axis, moved apart by the stride and to their place on the padded axis. */
function spread(x: tf.Tensor, axis: number, { count, stride, padded }: FoldAxis, first: number): tf.Tensor {
  const apart = tf.reshape(x, x.shape.toSpliced(axis, 1, count, 1));
  const around = (at: number, after: number, rank: number) =>
    Array.from({ length: rank }, (_, index): [number, number] => [0, index === at ? after : 0]);
  const wide = tf.reshape(
    tf.pad(apart, around(axis + 1, stride - 1, x.rank + 1)),
    x.shape.toSpliced(axis, 1, count * stride),
  );
  // Behind the last element there are no zeros yet.
  const length = (count - 1) * stride + 1;
  const begin = wide.shape.map(() => 0);
  const exact = tf.slice(wide, begin, wide.shape.toSpliced(axis, 1, length));
  return tf.pad(
    exact,
    exact.shape.map((_, index): [number, number] => (index === axis ? [first, padded - first - length] : [0, 0])),
  );
}

function axes(image: readonly number[], blocks: readonly number[], context: NodeContext): [FoldAxis, FoldAxis] {
  const strides = numbers(context, "strides") ?? [1, 1];
  const dilations = numbers(context, "dilations") ?? [1, 1];
  const pads = numbers(context, "pads") ?? [0, 0, 0, 0];
  if (![image, blocks, strides, dilations].every(({ length }) => length === 2) || pads.length !== 4) {
    throw unsupported(context, `${image.length} spatial dimensions`);
  }
  const axis = (i: number): FoldAxis => {
    const padded = image[i] + pads[i] + pads[i + 2];
    const count = Math.floor((padded - (blocks[i] - 1) * dilations[i] - 1) / strides[i]) + 1;
    const sizes = [image[i], blocks[i], strides[i], dilations[i], count];
    if (!(sizes.every((size) => size >= 1) && Math.min(...pads) >= 0 && Math.max(padded, ...sizes) <= 4096)) {
      throw unsupported(context, `windows of ${blocks[i]} on ${image[i]}`);
    }
    return {
      size: image[i],
      before: pads[i],
      padded,
      block: blocks[i],
      stride: strides[i],
      dilation: dilations[i],
      count,
    };
  };
  return [axis(0), axis(1)];
}

export const foldingRules = { Col2Im: fold } satisfies RuleTable;
