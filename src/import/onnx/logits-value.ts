import type { ImportedModel } from "../shared/imported-model.ts";
import type { OnnxGraph, OnnxNode } from "./graph.ts";

/** Operators that leave the order of a row's elements as it is, and its values but for rounding. */
const PASSES = new Set([
  ...["Identity", "Flatten", "Reshape", "Squeeze", "Unsqueeze", "Cast", "CastLike", "Dropout"],
  ...["QuantizeLinear", "DequantizeLinear"],
]);

/** Functions of scores that give probabilities, and whose undoing costs digits. */
const TO_PROBABILITIES = new Set(["Softmax", "Sigmoid"]);

/**
 * The value of a graph that is its logits, and what its output is: in front of a last softmax or sigmoid; in front of
 * the softmax of a last logarithm, and of the exponential of a last log-softmax, which are the same functions in parts;
 * or the output itself.
 */
export function logitsValue({ nodes, output }: OnnxGraph): { value: string; output: ImportedModel["output"] } {
  const producers = new Map<string, OnnxNode>(
    nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)),
  );
  /** The node that computes a value, but for its shape and type. */
  const source = (value: string): OnnxNode | undefined => {
    let node = producers.get(value);
    while (node !== undefined && PASSES.has(node.operator)) node = producers.get(node.inputs[0]);
    return node !== undefined && overClasses(node) ? node : undefined;
  };
  const last = source(output.name);
  if (last === undefined) return { value: output.name, output: "logits" };
  if (TO_PROBABILITIES.has(last.operator)) return { value: last.inputs[0], output: "probabilities" };
  const before = source(last.inputs[0]);
  if (last.operator === "Exp" && before?.operator === "LogSoftmax") {
    return { value: before.inputs[0], output: "probabilities" };
  }
  if (last.operator === "Log" && before?.operator === "Softmax") return { value: before.inputs[0], output: "logits" };
  return { value: output.name, output: "logits" };
}

/** A softmax over the images, or over parts of a row, is none that makes probabilities of classes. */
function overClasses({ operator, attributes, opset }: OnnxNode): boolean {
  if (operator !== "Softmax" && operator !== "LogSoftmax") return true;
  const axis = attributes.get("axis") ?? (opset < 13 ? 1 : -1);
  return axis === 1 || axis === -1;
}
