import type { GraphBuilder } from "../graph/builder.ts";
import { type Graph, sameShape, type Value } from "../graph/graph.ts";
import { broadcastShape } from "../graph/infer.ts";
import { expand, reshape, transpose } from "../graph/operators.ts";
import { type RewriteRule, rewrite } from "../graph/rewrite.ts";
import { integersOf } from "./attributes.ts";
import { isElementwise, isUnary } from "./elementwise.ts";

/**
 * Leaves out explicit repetition: gradients are full of tensors that repeat one number, or one vector, to the shape
 * of an image batch. Elementwise operations broadcast by themselves, so they get the small tensor; where all their
 * operands repeat, they are done small and repeated later. Multiplying by one and adding zero go as well.
 */
export function shrinkExpansions(graph: Graph): Graph {
  return rewrite(graph, elementwise, transposition, neutral);
}

/** What `Expand` repeats, if it is one. */
function repeated(graph: GraphBuilder, value: Value): Value {
  const producer = graph.producer(value);
  return producer?.operator === "Expand" ? producer.inputs[0]! : value;
}

const elementwise: RewriteRule = (graph, operation, site) => {
  if (!isElementwise(operation)) return undefined;
  const { operator, inputs, attributes, outputs } = operation;
  const small = inputs.map((input) => (input === undefined ? undefined : repeated(graph, input)));
  if (small.every((input, i) => input === inputs[i])) return undefined;
  const type = outputs[0]!.type;
  const shape = isUnary(operation) ? small[0]!.shape : broadcastShape(...small.map((input) => input!.shape));
  const simplified = { ...operation, inputs: small, outputs: [{ ...outputs[0]!, shape }] };
  const result =
    neutral(graph, simplified, site)?.[0] ?? graph.emit(operator, small, attributes, { results: [{ type, shape }] });
  return [expand(graph, result, outputs[0]!.shape)];
};

const transposition: RewriteRule = (graph, operation) => {
  if (operation.operator !== "Transpose") return undefined;
  const small = repeated(graph, operation.inputs[0]!);
  if (small === operation.inputs[0]) return undefined;
  const perm = integersOf(operation, "perm");
  const full = [...Array.from({ length: perm.length - small.shape.length }, () => 1), ...small.shape];
  return [expand(graph, transpose(graph, reshape(graph, small, full), perm), operation.outputs[0]!.shape)];
};

const NEUTRAL: Readonly<Record<string, number>> = { Mul: 1, Div: 1, Add: 0, Sub: 0 };

const neutral: RewriteRule = (graph, { operator, domain, inputs, outputs }) => {
  const element = NEUTRAL[operator];
  if (element === undefined || domain !== "") return undefined;
  const [a, b] = inputs as [Value, Value];
  const isNeutral = (value: Value) => graph.constantData(value)?.every((entry) => Number(entry) === element) === true;
  const commutes = operator === "Mul" || operator === "Add";
  if (isNeutral(b) && sameShape(a.shape, outputs[0]!.shape)) return [a];
  if (commutes && isNeutral(a) && sameShape(b.shape, outputs[0]!.shape)) return [b];
  return undefined;
};
