import * as tf from "@tensorflow/tfjs-core";
import type { BoundArgument } from "../keras-graph.ts";
import { type LayerContext, type LayerRule, refuse } from "../layers/rule.ts";

/** Most numbers that a configuration holds as one constant. */
const MAX_NUMBERS = 2 ** 20;

const isInput = (argument: BoundArgument): argument is { readonly input: number } =>
  typeof argument === "object" && argument !== null && "input" in argument;

function numbersOf(argument: unknown): unknown[] | undefined {
  const value = (argument as { value?: unknown } | null)?.value ?? argument;
  if (!Array.isArray(value)) return undefined;
  const flat: unknown[] = value.flat(8);
  return flat.length > 0 && flat.length <= MAX_NUMBERS && flat.every((item) => typeof item === "number")
    ? value
    : undefined;
}

/** Values and constants that an operation computes with, in order. */
export function operands(context: LayerContext, inputs: readonly tf.Tensor[]): tf.Tensor[] {
  const read = (argument: BoundArgument): tf.Tensor[] => {
    if (typeof argument === "number") return [tf.scalar(argument)];
    if (argument === null || typeof argument !== "object") return [];
    if (isInput(argument)) return [inputs[argument.input]];
    const numbers = numbersOf(argument);
    if (numbers !== undefined) return [tf.tensor(numbers as number[])];
    return Array.isArray(argument) ? argument.flatMap(read) : [];
  };
  const found = context.args.flatMap(read);
  if (found.length === 0) throw refuse(context, "operands", "none");
  return found;
}

/** A setting of an operation: Keras 3 keeps it with the layer, Keras 2 names it in the call. */
export function setting(context: LayerContext, ...names: readonly string[]): unknown {
  const found = names
    .map((name) => context.options[name] ?? context.config[name])
    .find((value) => value !== undefined && value !== null);
  return (found as { value?: unknown } | undefined)?.value ?? found;
}

/** Whole numbers of a setting, which may be one. */
export function wholeNumbers(context: LayerContext, value: unknown, name: string): number[] {
  const list = [value].flat(3);
  if (list.every((item) => Number.isInteger(item))) return list as number[];
  throw refuse(context, `${name} as whole numbers`, (JSON.stringify(value) ?? "none").slice(0, 60));
}

/** An operation on two operands. */
export const two =
  (compute: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): LayerRule =>
  (context) =>
  (inputs) => {
    const [a, b] = operands(context, inputs);
    return compute(a, b);
  };

/** An operation on one value. */
export const one =
  (compute: (x: tf.Tensor, context: LayerContext) => tf.Tensor | tf.Tensor[]): LayerRule =>
  (context) =>
  (inputs) =>
    compute(operands(context, inputs)[0], context);

/** The axes that an operation names. */
export const axesOf = (context: LayerContext): number[] | undefined => {
  const axis = setting(context, "axis");
  return axis === undefined ? undefined : wholeNumbers(context, axis, "axis");
};
