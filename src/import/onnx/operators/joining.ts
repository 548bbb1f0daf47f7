import * as tf from "@tensorflow/tfjs-core";
import { elementCount } from "../../../core/element-count.ts";
import { MAX_GENERATED_ELEMENTS } from "../../shared/weights.ts";
import { type Computed, computed, heldAxis, plain, shapeOf, type Value } from "../value.ts";
import { expanded } from "./expanded.ts";
import { knownNumbers, number, positiveAxis, type Rule, type RuleTable, required, unsupported } from "./rule.ts";

const concat: Rule = (inputs, context) => {
  const values = inputs.filter((value): value is Value => value !== undefined);
  const rank = shapeOf(required(values, 0, context)).length;
  const axis = positiveAxis(number(context, "axis", 1), rank, context);
  if (values.every((value) => value.kind === "computed" && value.channelsLast)) {
    const images = values as readonly Computed[];
    return computed(
      tf.concat(
        images.map(({ tensor }) => tensor),
        heldAxis(images[0], axis),
      ),
      true,
    );
  }
  // A class token that was exported for another batch stands beside every image's tokens.
  const { exported = 1, actual } = context.batch;
  const foreign = (tensor: tf.Tensor) => tensor.shape[0] === exported && exported !== actual;
  const tensors = values.map(plain);
  const mixed = axis !== 0 && tensors.some(foreign) && tensors.some(({ shape }) => shape[0] === actual);
  const repeated = tensors.map((tensor) => {
    if (!(mixed && foreign(tensor))) return tensor;
    const first = tf.slice(tensor, 0, 1);
    return tf.tile(first, [actual, ...tensor.shape.slice(1).map(() => 1)]);
  });
  return computed(tf.concat(repeated, axis));
};

const expand: Rule = (inputs, context) => {
  const x = plain(required(inputs, 0, context));
  const target = knownNumbers(inputs[1], "a shape", context) ?? [];
  const rank = Math.max(target.length, x.rank);
  const at = (shape: readonly number[], axis: number) => shape[axis - rank + shape.length] ?? 1;
  const shape = Array.from({ length: rank }, (_, axis) => Math.max(at(target, axis), at(x.shape, axis)));
  if (!(elementCount(shape) <= MAX_GENERATED_ELEMENTS)) {
    throw unsupported(context, `an expansion to [${shape.join(", ")}]`);
  }
  return computed(expanded(x, shape));
};

const tile: Rule = (inputs, context) => {
  const x = plain(required(inputs, 0, context));
  const repeats = knownNumbers(inputs[1], "repeats", context) ?? [];
  if (!(repeats.reduce((product, count) => product * count, x.size) <= MAX_GENERATED_ELEMENTS)) {
    throw unsupported(context, `${repeats.join(" x ")} repetitions`);
  }
  if (repeats.length !== x.rank) throw unsupported(context, `${repeats.length} repetitions of ${x.rank} axes`);
  // TensorFlow.js differentiates repetitions of up to four dimensions.
  return computed(x.rank <= 4 ? tf.tile(x, repeats) : repeats.reduce(repeatedAlong, x));
};

function repeatedAlong(x: tf.Tensor, count: number, axis: number): tf.Tensor {
  if (count === 1) return x;
  if (x.shape[axis] === 1) return expanded(x, x.shape.toSpliced(axis, 1, count));
  return tf.concat(new Array<tf.Tensor>(count).fill(x), axis);
}

export const joiningRules = { Concat: concat, Expand: expand, Tile: tile } satisfies RuleTable;
