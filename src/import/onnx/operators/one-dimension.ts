import * as tf from "@tensorflow/tfjs-core";
import type { Attribute } from "../graph.ts";
import { computed, plain, shapeOf, type Value } from "../value.ts";
import { type NodeContext, only, type Rule, required } from "./rule.ts";

/** Attributes of windows, and what an axis of one row more has in front of theirs. */
const OF_A_ROW: Readonly<Record<string, number>> = { kernel_shape: 1, strides: 1, dilations: 1, output_padding: 0 };

/** A window operator of images that also takes sequences [batch, channels, length]: as images of one row. */
export const alsoSequences =
  (rule: Rule): Rule =>
  (inputs, context) => {
    const x = required(inputs, 0, context);
    if (shapeOf(x).length !== 3) return rule(inputs, context);
    const weights = inputs[1];
    const lifted = rule([asRow(x), weights && asRow(weights, context), ...inputs.slice(2)], {
      ...context,
      node: { ...context.node, attributes: rowAttributes(context.node.attributes) },
    });
    const image = plain(only(lifted));
    return computed(tf.squeeze(image, [2]));
  };

/** [n, channels, length] as [n, channels, 1, length]. */
function asRow(value: Value, context?: NodeContext): Value {
  const shape = [...shapeOf(value).slice(0, 2), 1, ...shapeOf(value).slice(2)];
  if (value.kind === "computed") return computed(tf.reshape(plain(value), shape));
  const row = () => ({ ...value, shape });
  return context === undefined ? row() : context.derived(value, "row", row);
}

function rowAttributes(attributes: ReadonlyMap<string, Attribute>): Map<string, Attribute> {
  const lifted = new Map(attributes);
  for (const [name, value] of attributes) {
    if (!Array.isArray(value)) continue;
    const numbers: number[] = value;
    if (name === "pads" && numbers.length === 2) lifted.set(name, [0, numbers[0], 0, numbers[1]]);
    if (Object.hasOwn(OF_A_ROW, name)) lifted.set(name, [OF_A_ROW[name], ...numbers]);
  }
  return lifted;
}
