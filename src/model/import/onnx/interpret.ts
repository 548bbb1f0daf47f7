import type * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../../../core/error.ts";
import { CONSTANT_RULES, isShapeArithmetic } from "./constant-rules.ts";
import type { Constant, OnnxGraph, OnnxNode } from "./graph.ts";
import { RULES } from "./operators/index.ts";
import type { NodeContext } from "./operators/rule.ts";
import { computed, type Value } from "./value.ts";

/** Runs the graph on images: a value of the graph, by name. */
export type Interpreter = (images: tf.Tensor4D, wanted: string) => Value;

/** What the input is held as: ONNX' own order means the same tensor with channels last, where channels come first. */
export interface InputLayout {
  readonly channelsFirst: boolean;
}

/**
 * Prepares a graph to run as TensorFlow.js functions.
 *
 * @throws InputError naming the first node whose operator has no rule
 */
export function createInterpreter(graph: OnnxGraph, { channelsFirst }: InputLayout, path: string): Interpreter {
  for (const node of graph.nodes) {
    if (Object.hasOwn(RULES, node.operator) || Object.hasOwn(CONSTANT_RULES, node.operator)) continue;
    throw new InputError(`${path}, node ${node.name}`, {
      expected: "an operator of ordinary image classifiers",
      got: node.operator,
      remedy: "Export the model without it; `ipswap-eval inspect` lists the operators of a file.",
    });
  }
  const derivedConstants = new WeakMap<Constant, Map<string, Constant>>();
  const derived: NodeContext["derived"] = (from, key, make) => {
    const known = derivedConstants.get(from) ?? new Map<string, Constant>();
    derivedConstants.set(from, known);
    const found = known.get(key) ?? make();
    known.set(key, found);
    return found;
  };
  return (images, wanted) => {
    const values = new Map<string, Value>(graph.constants);
    values.set(graph.input.name, computed(images, channelsFirst));
    const batch = { exported: graph.input.shape[0], actual: images.shape[0] };
    for (const node of graph.nodes) {
      const subject = `${path}, node ${node.name} (${node.operator})`;
      const results = runNode(node, values, { node, opset: graph.opset, subject, batch, derived });
      node.outputs.forEach((output, i) => {
        const result = results[i];
        if (output !== "" && result !== undefined) values.set(output, result);
      });
      if (node.outputs.includes(wanted)) break;
    }
    const value = values.get(wanted);
    if (value === undefined) throw new InputError(path, { expected: `a graph that computes ${wanted}`, got: "none" });
    return value;
  };
}

function runNode(node: OnnxNode, values: ReadonlyMap<string, Value>, context: NodeContext): readonly Value[] {
  const inputs = node.inputs.map((input) => (input === "" ? undefined : values.get(input)));
  const present = inputs.filter((value) => value !== undefined);
  try {
    const result =
      present.every((value) => value.kind === "constant") && isShapeArithmetic(node.operator, present)
        ? CONSTANT_RULES[node.operator](inputs as readonly Constant[], context)
        : rule(node, context)(inputs, context);
    return Array.isArray(result) ? result : [result as Value];
  } catch (error) {
    if (error instanceof InputError || !(error instanceof Error)) throw error;
    throw new InputError(
      context.subject,
      { expected: "inputs that fit the operator", got: error.message },
      { cause: error },
    );
  }
}

function rule(node: OnnxNode, context: NodeContext) {
  if (Object.hasOwn(RULES, node.operator)) return RULES[node.operator];
  throw new InputError(context.subject, { expected: "values known from the file", got: "computed ones" });
}
