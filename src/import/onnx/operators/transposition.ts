import * as tf from "@tensorflow/tfjs-core";
import { computed, plain, shapeOf, transposed } from "../value.ts";
import { number, numbers, type Rule, type RuleTable, required, string, unsupported } from "./rule.ts";

const transpose: Rule = (inputs, context) => {
  const x = required(inputs, 0, context);
  const rank = shapeOf(x).length;
  const order = numbers(context, "perm") ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
  if (order.length !== rank) throw unsupported(context, `${order.length} axes for ${rank} dimensions`);
  if (new Set(order).size !== rank) throw unsupported(context, `an axis twice in ${order.join(", ")}`);
  if (x.kind === "constant") return context.derived(x, `transpose ${order.join()}`, () => transposed(x, order));
  // Between images with channels first and last nothing is moved: the tensor is the same.
  if (x.channelsLast && order.join() === "0,2,3,1") return computed(x.tensor);
  if (!x.channelsLast && order.join() === "0,3,1,2") return computed(x.tensor, true);
  return computed(tf.transpose(plain(x), [...order]));
};

/** Moves channels into blocks of pixels; `CRD` and `DCR` say how the channel index is made up. */
const depthToSpace: Rule = (inputs, context) => {
  const x = plain(required(inputs, 0, context));
  const block = number(context, "blocksize", 1);
  const [batch, channels, height, width] = x.shape;
  const out = channels / (block * block);
  const crd = string(context, "mode", "DCR") === "CRD";
  const apart = tf.reshape(
    x,
    crd ? [batch, out, block, block, height, width] : [batch, block, block, out, height, width],
  );
  const order = crd ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2];
  return computed(tf.reshape(tf.transpose(apart, order), [batch, out, height * block, width * block]));
};

const spaceToDepth: Rule = (inputs, context) => {
  const x = plain(required(inputs, 0, context));
  const block = number(context, "blocksize", 1);
  const [batch, channels, height, width] = x.shape;
  const apart = tf.reshape(x, [batch, channels, height / block, block, width / block, block]);
  const moved = tf.transpose(apart, [0, 3, 5, 1, 2, 4]);
  return computed(tf.reshape(moved, [batch, channels * block * block, height / block, width / block]));
};

export const transpositionRules = {
  Transpose: transpose,
  DepthToSpace: depthToSpace,
  SpaceToDepth: spaceToDepth,
} satisfies RuleTable;
