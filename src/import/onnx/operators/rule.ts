import { InputError } from "../../../core/error.ts";
import type { Attribute, Branch, Constant, OnnxNode } from "../graph.ts";
import type { Value } from "../value.ts";

/** What a rule sees of the node that it computes. */
export interface NodeContext {
  readonly node: OnnxNode;
  readonly opset: number;
  /** Names the file and the node in errors. */
  readonly subject: string;
  /** Batch size that the graph was exported with, where it is fixed, and the one that it runs with. */
  readonly batch: { readonly exported: number | undefined; readonly actual: number };
  /** Shape of the first output, where the graph says one for its own number of images and runs with another. */
  outputShape(input: Value): readonly number[] | undefined;
  /** Whether the first input counts images along an axis before the things that the graph, of one image, counts there. */
  countsImages(input: Value, axis: number): boolean;
  /** A constant derived from another, made once. */
  derived(from: Constant, key: string, make: () => Constant): Constant;
  /** Outputs of a graph inside of the node. */
  run(branch: Branch): readonly Value[];
}

/** Inputs in the node's order; those left out are undefined. */
export type Inputs = readonly (Value | undefined)[];

/** How one operator is computed. Its outputs are in the node's order. */
export type Rule = (inputs: Inputs, context: NodeContext) => Value | readonly Value[];

/** The first output. */
export const only = (result: ReturnType<Rule>): Value => (Array.isArray(result) ? result[0] : result) as Value;

/** Rules by operator. */
export type RuleTable = Readonly<Record<string, Rule>>;

/** An input that the operator cannot do without. */
export function required(inputs: Inputs, index: number, { subject }: NodeContext): Value {
  const value = inputs[index];
  if (value === undefined) throw new InputError(subject, { expected: `an input number ${index + 1}`, got: "none" });
  return value;
}

/** An input that must be known before the network runs, as numbers. */
export function knownNumbers(value: Value | undefined, what: string, { subject }: NodeContext): number[] | undefined {
  if (value === undefined) return undefined;
  if (value.kind === "constant") return Array.from(value.data);
  throw new InputError(subject, {
    expected: `${what} that is known from the file`,
    got: "one that the network computes",
  });
}

export function number(context: NodeContext, name: string, fallback: number): number {
  const value = context.node.attributes.get(name);
  return typeof value === "number" ? value : fallback;
}

export function string(context: NodeContext, name: string, fallback: string): string {
  const value = context.node.attributes.get(name);
  return typeof value === "string" ? value : fallback;
}

export function numbers(context: NodeContext, name: string): readonly number[] | undefined {
  const value: Attribute | undefined = context.node.attributes.get(name);
  return Array.isArray(value) && value.every((item) => typeof item === "number") ? (value as number[]) : undefined;
}

/** An axis counted from the front. */
export function positiveAxis(axis: number, rank: number, { subject }: NodeContext): number {
  const positive = axis < 0 ? axis + rank : axis;
  if (!(Number.isInteger(positive) && positive >= 0 && positive < rank)) {
    throw new InputError(subject, { expected: `an axis of ${rank} dimensions`, got: `${axis}` });
  }
  return positive;
}

/** What the operator allows and this program does not compute. */
export function unsupported({ subject, node }: NodeContext, what: string): InputError {
  return new InputError(subject, {
    expected: `${node.operator} as image classifiers use it`,
    got: what,
    remedy: "Export the model with a simpler form of the operator, or evaluate another format of it.",
  });
}
