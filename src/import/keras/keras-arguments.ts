import { z } from "zod";

/** What a layer is called with: the image of Python's arguments. */
export type Argument =
  | null
  | boolean
  | number
  | string
  | Reference
  | Constant
  | Slice
  | readonly Argument[]
  | { readonly kind: "ellipsis" };

/** A value that another layer computes. */
export interface Reference {
  readonly kind: "reference";
  readonly layer: string;
  /** Which of the layer's calls. */
  readonly call: number;
  /** Which of the call's results. */
  readonly output: number;
}

/** An array of numbers that the configuration holds. */
export interface Constant {
  readonly kind: "constant";
  readonly value: unknown;
}

/** Python's `start:stop:step`. */
export interface Slice {
  readonly kind: "slice";
  readonly start: number | null;
  readonly stop: number | null;
  readonly step: number | null;
}

/** One call of a layer. */
export interface CallArguments {
  readonly args: readonly Argument[];
  readonly options: Readonly<Record<string, Argument>>;
}

/** How deep arguments may be nested. */
const DEEPEST = 12;

const bound = z.number().nullish();
const sliceSchema = z.object({ start: bound, stop: bound, step: bound });
const historySchema = z.tuple([z.string(), z.number(), z.number()]).rest(z.unknown());

const reference = (value: unknown): Reference | undefined => {
  const parsed = historySchema.safeParse(value);
  if (!parsed.success) return undefined;
  const [layer, call, output] = parsed.data;
  return { kind: "reference", layer, call, output };
};

/** Operands that Keras 2 gives by name: the others are settings. */
const SECOND_OPERANDS = new Set(["x", "y", "a", "b", "bias", "value", "values", "key"]);

/**
 * The calls of a layer, from its `inbound_nodes`: Keras 3 writes arguments with a `keras_history` in each tensor, Keras 2
 * a list of [layer, call, output, named arguments].
 */
export function readCalls(nodes: readonly unknown[]): readonly CallArguments[] {
  return nodes.map((node) => (Array.isArray(node) ? earlierCall(node) : laterCall(node)));
}

function laterCall(node: unknown): CallArguments {
  const { args, kwargs } = (node ?? {}) as { args?: unknown; kwargs?: unknown };
  return { args: list(args).map((value) => laterArgument(value, 0)), options: record(kwargs, laterArgument) };
}

function laterArgument(value: unknown, depth: number): Argument {
  if (depth > DEEPEST || value === undefined || value === null) return null;
  if (typeof value !== "object") return value as string | number | boolean;
  if (Array.isArray(value)) return value.map((item) => laterArgument(item, depth + 1));
  const { class_name: kind, config } = value as { class_name?: unknown; config?: Record<string, unknown> };
  switch (kind) {
    case "__keras_tensor__":
      return reference(config?.["keras_history"]) ?? null;
    case "__numpy__":
    case "__tensor__":
      return { kind: "constant", value: config?.["value"] };
    case "__slice__":
      return slice(config) ?? null;
    case "__ellipsis__":
      return { kind: "ellipsis" };
    case "__tuple__":
      return list(config?.["value"]).map((item) => laterArgument(item, depth + 1));
    default:
      return null;
  }
}

function earlierCall(node: readonly unknown[]): CallArguments {
  // One tensor without a list around it.
  const entries = typeof node[0] === "string" ? [node] : node;
  const operands: Argument[] = [];
  const options: Record<string, Argument> = {};
  const firsts = entries.map((entry): Argument => {
    const [name, call, output, named] = list(entry);
    for (const [key, value] of Object.entries(record(named, earlierArgument))) {
      if (options[key] !== undefined) continue;
      options[key] = value;
      if (SECOND_OPERANDS.has(key) && value !== null) operands.push(value);
    }
    return name === "_CONSTANT_VALUE" ? earlierArgument(output, 0) : (reference([name, call, output]) ?? null);
  });
  return { args: [firsts.length === 1 ? firsts[0] : firsts, ...operands], options };
}

function earlierArgument(value: unknown, depth: number): Argument {
  if (depth > DEEPEST || value === undefined || value === null) return null;
  if (typeof value !== "object") return value as string | number | boolean;
  const found = reference(value);
  if (found !== undefined) return found;
  if (Array.isArray(value)) return value.map((item) => earlierArgument(item, depth + 1));
  if ((value as { class_name?: unknown }).class_name === "__ellipsis__") return { kind: "ellipsis" };
  return slice(value) ?? null;
}

function slice(value: unknown): Slice | undefined {
  const parsed = sliceSchema.safeParse(value);
  if (!parsed.success) return undefined;
  const { start = null, stop = null, step = null } = parsed.data;
  return { kind: "slice", start, stop, step };
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function record(value: unknown, read: (item: unknown, depth: number) => Argument): Record<string, Argument> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, read(item, 1)]));
}

export function isReference(argument: Argument | undefined): argument is Reference {
  return typeof argument === "object" && argument !== null && "kind" in argument && argument.kind === "reference";
}

/** Every value that another layer computes, in order. */
export function references(argument: Argument | undefined): readonly Reference[] {
  if (Array.isArray(argument)) return argument.flatMap(references);
  return isReference(argument) ? [argument] : [];
}
