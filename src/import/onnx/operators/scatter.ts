import * as tf from "@tensorflow/tfjs-core";
import { elementCount } from "../../../core/element-count.ts";
import { MAX_GENERATED_ELEMENTS } from "../../shared/weights.ts";
import { alongAxis, placesOf, refuseReduction } from "../constants/scatter.ts";
import type { Constant } from "../graph.ts";
import { computed, plain, shapeOf, type Value } from "../value.ts";
import { pick } from "./pick.ts";
import { type NodeContext, number, type Rule, type RuleTable, required, unsupported } from "./rule.ts";

function knownIndices(value: Value, context: NodeContext): Constant {
  if (value.kind !== "constant") throw unsupported(context, "indices that depend on the images");
  return value;
}

/** A tensor as rows, one for each place that a tuple of indices can name, and the places that the tuples do name. */
function asRows(x: tf.Tensor, indices: Constant, context: NodeContext) {
  const depth = indices.shape[indices.shape.length - 1];
  const sizes = x.shape.slice(0, depth);
  const rows = tf.reshape(x, [elementCount(sizes), elementCount(x.shape.slice(depth))]);
  return { rows, rest: x.shape.slice(depth), places: placesOf(indices, sizes, sizes, context) };
}

const gather: Rule = (inputs, context) => {
  if (number(context, "batch_dims", 0) !== 0) throw unsupported(context, "batch dimensions");
  const indices = knownIndices(required(inputs, 1, context), context);
  const { rows, rest, places } = asRows(plain(required(inputs, 0, context)), indices, context);
  return computed(tf.reshape(pick(rows, places, 0), [...indices.shape.slice(0, -1), ...rest]));
};

const scatter: Rule = (inputs, context) => {
  refuseReduction(context);
  const x = plain(required(inputs, 0, context));
  const { rows, places } = asRows(x, knownIndices(required(inputs, 1, context), context), context);
  const updates = tf.reshape(plain(required(inputs, 2, context)), [places.length, rows.shape[1] as number]);
  return computed(tf.reshape(replaced(rows, places, tf.cast(updates, x.dtype)), x.shape));
};

/** Rows, with those at some places replaced. */
function replaced(rows: tf.Tensor, places: readonly number[], updates: tf.Tensor): tf.Tensor {
  const source = Array.from({ length: rows.shape[0] }, (_, row) => row);
  for (const [i, place] of places.entries()) source[place] = source.length + i;
  return pick(tf.concat([rows, updates], 0), source, 0);
}

/** GatherElements and ScatterElements on all elements as one row. */
const gatherElements: Rule = (inputs, context) => {
  const x = plain(required(inputs, 0, context));
  const indices = knownIndices(required(inputs, 1, context), context);
  if (indices.data.length > MAX_GENERATED_ELEMENTS) throw unsupported(context, `${indices.data.length} indices`);
  const places = alongAxis(x.shape, indices, context);
  return computed(tf.reshape(pick(tf.reshape(x, [-1]), places, 0), [...indices.shape]));
};

const scatterElements: Rule = (inputs, context) => {
  refuseReduction(context);
  const x = plain(required(inputs, 0, context));
  const places = alongAxis(x.shape, knownIndices(required(inputs, 1, context), context), context);
  const updates = required(inputs, 2, context);
  if (elementCount(shapeOf(updates)) !== places.length) throw unsupported(context, `updates [${shapeOf(updates)}]`);
  const flat = (tensor: tf.Tensor) => tf.reshape(tensor, [-1, 1]);
  return computed(tf.reshape(replaced(flat(x), places, flat(plain(updates))), x.shape));
};

export const scatterRules = {
  GatherND: gather,
  ScatterND: scatter,
  GatherElements: gatherElements,
  ScatterElements: scatterElements,
} satisfies RuleTable;
