import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../../../core/error.ts";
import type { BoundArgument } from "../keras-graph.ts";
import type { KerasVariable, TakeVariable } from "../keras-weights.ts";

/** What a rule sees of a layer's call while it is prepared. */
export interface LayerContext {
  readonly subject: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Shape of each input. */
  readonly shapes: readonly (readonly number[])[];
  /** Channels of the first input. */
  readonly channels: number;
  readonly rank: number;
  readonly args: readonly BoundArgument[];
  readonly options: Readonly<Record<string, BoundArgument>>;
  readonly take: TakeVariable;
}

/** A prepared layer: a function of its inputs. */
export type Compute = (inputs: readonly tf.Tensor[]) => tf.Tensor | readonly tf.Tensor[];

/** How one kind of layer is computed: first its variables are taken, once, then it runs. */
export type LayerRule = (context: LayerContext) => Compute;

export type LayerRules = Readonly<Record<string, LayerRule>>;

/** Largest window, step and dilation: as large as the largest image. */
const LARGEST = 2048;

export const asTensor = ({ shape, values }: KerasVariable): tf.Tensor => tf.tensor(values, [...shape]);

export const image = (inputs: readonly tf.Tensor[]): tf.Tensor4D => inputs[0] as tf.Tensor4D;

export const same: LayerRule =
  () =>
  ([x]) =>
    x;

export function refuse({ subject }: Pick<LayerContext, "subject">, expected: string, got: string): InputError {
  return new InputError(subject, { expected, got, remedy: "Export the model to ONNX, which may carry it." });
}

const shown = (value: unknown): string => (JSON.stringify(value) ?? "nothing").slice(0, 60);

/** A whole number >= 0. */
export function whole(context: LayerContext, name: string, fallback: number): number {
  const value = context.config[name] ?? fallback;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 2 ** 24) return value;
  throw refuse(context, `${name} as a whole number`, shown(value));
}

/** A number under the first of these names that is there. */
export function number(context: LayerContext, names: readonly string[], fallback: number): number {
  const value = names.map((name) => context.config[name]).find((found) => found !== undefined && found !== null);
  if (value === undefined) return fallback;
  if (typeof value === "number") return value;
  // Keras 2 keeps some as arrays without axes.
  const inside = (value as { config?: { value?: unknown } }).config?.value;
  if (typeof inside === "number") return inside;
  throw refuse(context, `${names[0]} as a number`, shown(value));
}

/** A size for rows and columns, given as one number or two. */
export function pair(context: LayerContext, name: string, fallback: number): [number, number] {
  const value = context.config[name] ?? fallback;
  const sizes = Array.isArray(value) ? value : [value, value];
  if (sizes.length === 2 && sizes.every((size) => Number.isInteger(size) && size >= 1 && size <= LARGEST)) {
    return sizes as [number, number];
  }
  throw refuse(context, `${name} as one or two whole numbers`, shown(value));
}

/** Rows and columns before and after, given as one number, two, or two pairs. */
export function sides(context: LayerContext, name: string, fallback: number): [[number, number], [number, number]] {
  const value = context.config[name] ?? fallback;
  const pairs = (Array.isArray(value) ? value : [value, value]).map((side) =>
    Array.isArray(side) ? side : [side, side],
  );
  const sizes = pairs.flat();
  if (pairs.length === 2 && sizes.length === 4 && sizes.every((n) => Number.isInteger(n) && n >= 0 && n <= LARGEST)) {
    return pairs as [[number, number], [number, number]];
  }
  throw refuse(context, `${name} as whole numbers`, shown(value));
}

export function padding(context: LayerContext): "same" | "valid" {
  const value = context.config["padding"] ?? "valid";
  if (value === "same" || value === "valid") return value;
  throw refuse(context, "padding same or valid", shown(value));
}

/** An axis of the first input, counted from the front. */
export function axisOf(context: LayerContext, value: unknown): number {
  const [axis] = [value].flat();
  const at = typeof axis === "number" && axis < 0 ? axis + context.rank : axis;
  if (typeof at === "number" && Number.isInteger(at) && at >= 0 && at < context.rank) return at;
  throw refuse(context, `an axis of ${context.rank}`, shown(value));
}

/** A setting that has to be a text among these. */
export function choice<Text extends string>(context: LayerContext, name: string, texts: readonly Text[]): Text {
  const value = context.config[name] ?? texts[0];
  const found = texts.find((text) => text === value);
  if (found === undefined) throw refuse(context, `${name} among ${texts.join(", ")}`, shown(value));
  return found;
}

/** Numbers of a setting that is one number or a list, however deep. */
export function flatNumbers(context: LayerContext, name: string): readonly number[] | undefined {
  const value = context.config[name];
  if (value === undefined || value === null) return undefined;
  const inside = (value as { config?: { value?: unknown } }).config?.value ?? value;
  const values: unknown[] = [inside].flat(6);
  if (values.length >= 1 && values.every((item) => typeof item === "number")) return values as number[];
  throw refuse(context, `${name} as numbers`, shown(value));
}
