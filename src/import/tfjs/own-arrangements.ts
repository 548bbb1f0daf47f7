import * as tf from "@tensorflow/tfjs-core";
import { elementCount } from "../../core/element-count.ts";
import type { Operator } from "./operator.ts";

/** Blocks of pixels become images of their own, or, back, images become blocks of pixels. */
export const spaceToBatch: Operator = ([x, blocks, paddings]) => {
  const block = [...blocks.dataSync()];
  const around = [...paddings.dataSync()];
  const axes = block.map((_, i) => [around[2 * i], around[2 * i + 1]] as [number, number]);
  const rest = x.rank - 1 - block.length;
  const images = tf.pad(x, [[0, 0], ...axes, ...Array.from({ length: rest }, () => [0, 0] as [number, number])]);
  const [batch, ...sizes] = images.shape;
  const cells = tf.reshape(images, [
    batch,
    ...block.flatMap((size, i) => [sizes[i] / size, size]),
    ...sizes.slice(block.length),
  ]);
  const inside = block.map((_, i) => 2 + 2 * i);
  const outside = block.map((_, i) => 1 + 2 * i);
  const others = Array.from({ length: rest }, (_, i) => 1 + 2 * block.length + i);
  return tf.reshape(tf.transpose(cells, [...inside, 0, ...outside, ...others]), [
    batch * elementCount(block),
    ...block.map((size, i) => sizes[i] / size),
    ...sizes.slice(block.length),
  ]);
};

export const batchToSpace: Operator = ([x, blocks, crops]) => {
  const block = [...blocks.dataSync()];
  const cut = [...crops.dataSync()];
  const batch = x.shape[0] / elementCount(block);
  const sizes = x.shape.slice(1, 1 + block.length);
  const rest = x.shape.slice(1 + block.length);
  const cells = tf.reshape(x, [...block, batch, ...sizes, ...rest]);
  const n = block.length;
  const order = [n, ...block.flatMap((_, i) => [n + 1 + i, i]), ...rest.map((_, i) => 2 * n + 1 + i)];
  const images = tf.reshape(tf.transpose(cells, order), [batch, ...block.map((size, i) => size * sizes[i]), ...rest]);
  const begin = [0, ...block.map((_, i) => cut[2 * i]), ...rest.map(() => 0)];
  const size = [batch, ...block.map((b, i) => b * sizes[i] - cut[2 * i] - cut[2 * i + 1]), ...rest];
  return tf.slice(images, begin, size);
};

export const depthToSpace: Operator = ([x], attributes) => {
  const block = Number(attributes["block_size"]);
  const [batch, height, width, channels] = x.shape;
  const cells = tf.reshape(x, [batch, height, width, block, block, channels / block ** 2]);
  return tf.reshape(tf.transpose(cells, [0, 1, 3, 2, 4, 5]), [
    batch,
    height * block,
    width * block,
    channels / block ** 2,
  ]);
};

export const spaceToDepth: Operator = ([x], attributes) => {
  const block = Number(attributes["block_size"]);
  const [batch, height, width, channels] = x.shape;
  const cells = tf.reshape(x, [batch, height / block, block, width / block, block, channels]);
  return tf.reshape(tf.transpose(cells, [0, 1, 3, 2, 4, 5]), [
    batch,
    height / block,
    width / block,
    channels * block ** 2,
  ]);
};

/** Slices with steps of one: the operation that has a gradient. */
export const stridedSlice: Operator = ([x, begin, end, strides], attributes) => {
  const mask = (name: string) => Number(attributes[name] ?? 0);
  if (mask("ellipsis_mask") !== 0 && mask("ellipsis_mask") !== 1) throw new Error("an ellipsis that is not in front");
  const lists = [begin, end, strides].map((tensor) => [...tensor.dataSync()]);
  const front = mask("ellipsis_mask") === 1 ? 1 : 0;
  const length = lists[0].length - front;
  const skipped = front === 1 ? x.rank - length : 0;
  let value = x;
  const removed: number[] = [];
  if (mask("new_axis_mask") !== 0) throw new Error("a new axis in a slice");
  for (let i = 0; i < length; i++) {
    const axis = skipped + i;
    const bit = 1 << (i + front);
    const [from, to, step] = lists.map((list) => list[i + front]);
    const size = x.shape[axis];
    const place = (at: number) => Math.min(size, Math.max(0, at < 0 ? at + size : at));
    const first = mask("begin_mask") & bit ? 0 : place(from);
    if (mask("shrink_axis_mask") & bit) {
      value = part(value, axis, first, 1);
      removed.push(axis);
      continue;
    }
    if (step < 1) throw new Error("a slice that goes backwards");
    const last = mask("end_mask") & bit ? size : place(to);
    value = part(value, axis, first, Math.max(0, last - first));
    if (step > 1) value = tf.gather(value, tf.tensor1d(places(value.shape[axis], step), "int32"), axis);
  }
  return removed.length === 0 ? value : tf.squeeze(value, removed);
};

function part(x: tf.Tensor, axis: number, first: number, length: number): tf.Tensor {
  if (first === 0 && length === x.shape[axis]) return x;
  const begin = x.shape.map((_, i) => (i === axis ? first : 0));
  return tf.slice(
    x,
    begin,
    x.shape.map((size, i) => (i === axis ? length : size)),
  );
}

const places = (size: number, step: number): number[] =>
  Array.from({ length: Math.ceil(size / step) }, (_, i) => i * step);
