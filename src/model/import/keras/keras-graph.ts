import { InputError } from "../../../core/error.ts";
import { type Argument, type CallArguments, isReference, type Reference, references } from "./keras-arguments.ts";
import { isModel, type LayerConfig, type ModelConfig, readModelConfig } from "./keras-config.ts";

/** How deep models may be nested, and how many calls of layers there may be in all. */
const DEEPEST = 16;
const MOST_CALLS = 20_000;
const LARGEST_SIDE = 2048;

/** A value of the graph: a call's result, or the images. */
export interface ValueId {
  /** Position of the call; -1 for the images. */
  readonly call: number;
  readonly output: number;
}

/** An argument in which each value is the position of an input. */
export type BoundArgument =
  | Exclude<Argument, Reference | readonly Argument[]>
  | { readonly input: number }
  | readonly BoundArgument[];

/** One call of one layer. */
export interface KerasCall {
  /** Names of the models that it is in, and its own. */
  readonly path: readonly string[];
  readonly kind: string;
  readonly module: string | undefined;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inputs: readonly ValueId[];
  readonly args: readonly BoundArgument[];
  readonly options: Readonly<Record<string, BoundArgument>>;
}

/** A Keras model without models inside it: calls of layers, each after those that it needs. */
export interface KerasGraph {
  readonly calls: readonly KerasCall[];
  readonly output: ValueId;
  readonly channelsFirst: boolean;
  readonly height: number | undefined;
  readonly width: number | undefined;
}

const IMAGES: ValueId = { call: -1, output: 0 };

/**
 * Reads a model's configuration as Keras 2 and 3 and TensorFlow.js write it.
 *
 * @throws InputError on anything but one input of images and one output
 */
export function readKerasGraph(configuration: unknown, subject: string): KerasGraph {
  const calls: KerasCall[] = [];
  const model = readModelConfig(configuration, subject);
  const outputs = expand(model, [IMAGES], [], { calls, subject });
  if (outputs.length !== 1) {
    throw new InputError(subject, {
      expected: "one output",
      got: `${outputs.length}`,
      remedy: "Save a model with the classes' output alone: keras.Model(model.input, model.outputs[0]).save(...).",
    });
  }
  return { calls, output: outputs[0], ...inputSize(model, subject) };
}

interface Expansion {
  readonly calls: KerasCall[];
  readonly subject: string;
}

/** Adds the calls of a model's layers on these inputs; the values of its outputs. */
function expand(
  model: ModelConfig,
  inputs: readonly ValueId[],
  path: readonly string[],
  to: Expansion,
): readonly ValueId[] {
  if (path.length > DEEPEST)
    throw refuse(to.subject, `models at most ${DEEPEST} deep inside each other`, "deeper ones");
  return model.sequential ? expandChain(model, inputs, path, to) : expandFunctional(model, inputs, path, to);
}

function expandChain(model: ModelConfig, inputs: readonly ValueId[], path: readonly string[], to: Expansion) {
  let values = inputs;
  for (const layer of model.layers) {
    if (layer.kind === "InputLayer") continue;
    const args = values.map((_, input) => ({ input }));
    values = expandCall(layer, { inputs: values, args, options: {} }, path, to);
  }
  return values;
}

type Bound = Pick<KerasCall, "inputs" | "args" | "options">;

function expandCall(layer: LayerConfig, bound: Bound, path: readonly string[], to: Expansion): readonly ValueId[] {
  const { name, kind, module, config } = layer;
  if (isModel(kind)) {
    const inner = readModelConfig({ class_name: kind, config }, `${to.subject}, model ${name}`);
    return expand(inner, bound.inputs, [...path, name], to);
  }
  if (to.calls.length >= MOST_CALLS) throw refuse(to.subject, `at most ${MOST_CALLS} calls of layers`, "more");
  const call = to.calls.push({ path: [...path, name], kind, module, config, ...bound }) - 1;
  return [{ call, output: 0 }];
}

function expandFunctional(model: ModelConfig, inputs: readonly ValueId[], path: readonly string[], to: Expansion) {
  const layers = new Map(model.layers.map((layer) => [layer.name, layer]));
  const values = inputValues(model, inputs, to.subject);
  const outputs = outputReferences(model.outputs);
  if (outputs.length === 0) throw refuse(to.subject, "an output", "none");
  const first = firstCalls(model);
  const keyOf = ({ layer, call }: Reference): string => `${layer}:${call - (first.get(layer) ?? 0)}`;
  const open = new Set<string>();
  const stack = [...outputs].reverse();
  for (let next = stack.at(-1); next !== undefined; next = stack.at(-1)) {
    const key = keyOf(next);
    const layer = layers.get(next.layer);
    const call = layer?.calls[Number(key.slice(key.lastIndexOf(":") + 1))];
    if (values.has(key)) {
      stack.pop();
    } else if (layer === undefined || call === undefined) {
      throw refuse(to.subject, `a call ${next.call} of layer ${next.layer}`, "none");
    } else if (open.has(key)) {
      stack.pop();
      values.set(
        key,
        expandCall(
          layer,
          bind(call, (reference) => resultOf(reference, values.get(keyOf(reference)))),
          path,
          to,
        ),
      );
    } else {
      open.add(key);
      for (const needed of [...call.args, ...Object.values(call.options)].flatMap(references)) {
        if (values.has(keyOf(needed))) continue;
        if (open.has(keyOf(needed)))
          throw refuse(to.subject, "layers without cycles", `${needed.layer}, which waits for itself`);
        stack.push(needed);
      }
    }
  }
  return outputs.map((reference) => resultOf(reference, values.get(keyOf(reference))));
}

/**
 * The number of each layer's first call: Keras 2 counts the one that made a model too, which is not among those that it
 * writes down.
 */
function firstCalls(model: ModelConfig): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  const used = model.layers.flatMap(({ calls }) =>
    calls.flatMap(({ args, options }) => [...args, ...Object.values(options)]),
  );
  for (const { layer, call } of [...used.flatMap(references), ...outputReferences(model.outputs)]) {
    last.set(layer, Math.max(last.get(layer) ?? 0, call));
  }
  return new Map(
    model.layers.map(({ name, calls }) => [name, Math.max(0, (last.get(name) ?? 0) + 1 - Math.max(1, calls.length))]),
  );
}

/** One of the results of a layer, or of a model, which has a value for each. */
function resultOf({ output }: Reference, results: readonly ValueId[] | undefined): ValueId {
  const [first] = results!;
  return results!.length === 1 ? { call: first.call, output: first.output + output } : (results![output] ?? first);
}

/** The model's inputs, in the order in which it names them. */
function inputValues(model: ModelConfig, inputs: readonly ValueId[], subject: string): Map<string, readonly ValueId[]> {
  const layers = model.layers.filter(({ kind }) => kind === "InputLayer").map(({ name }) => name);
  const listed = outputReferences(model.inputs).map(({ layer }) => layer);
  const order = listed.length > 0 ? listed : layers;
  if (order.length !== inputs.length) throw refuse(subject, `${inputs.length} inputs`, `${order.length}`);
  return new Map(order.map((name, i) => [`${name}:0`, [inputs[i]]]));
}

/** References in a list of outputs, or in one alone. */
function outputReferences(value: unknown, depth = 0): readonly Reference[] {
  if (depth > 8 || value === null || typeof value !== "object") return [];
  if (!Array.isArray(value)) return Object.values(value).flatMap((item) => outputReferences(item, depth + 1));
  const [layer, call, output] = value;
  if (typeof layer === "string" && typeof call === "number") {
    return [{ kind: "reference", layer, call, output: Number(output ?? 0) }];
  }
  return value.flatMap((item) => outputReferences(item, depth + 1));
}

/** A call with its values in place of their names. */
function bind({ args, options }: CallArguments, find: (reference: Reference) => ValueId): Bound {
  const inputs: ValueId[] = [];
  const place = (argument: Argument): BoundArgument => {
    if (Array.isArray(argument)) return argument.map(place);
    return isReference(argument) ? { input: inputs.push(find(argument)) - 1 } : (argument as BoundArgument);
  };
  const placed = args.map(place);
  return {
    inputs,
    args: placed,
    options: Object.fromEntries(Object.entries(options).map(([key, value]) => [key, place(value)])),
  };
}

/** The images' shape, at the input layer or, in a sequential model, at the first layer, however deep. */
function inputSize(
  model: ModelConfig,
  subject: string,
  depth = 0,
): Pick<KerasGraph, "channelsFirst" | "height" | "width"> {
  const first = model.layers.find(({ kind }) => kind === "InputLayer") ?? model.layers[0];
  const { config } = first;
  const shape = config["batch_input_shape"] ?? config["batch_shape"] ?? config["batchInputShape"];
  if (shape === undefined && isModel(first.kind) && depth < DEEPEST) {
    return inputSize(readModelConfig({ class_name: first.kind, config }, subject), subject, depth + 1);
  }
  const channelsFirst = Array.isArray(shape) && shape[1] === 3 && shape[3] !== 3;
  if (!Array.isArray(shape) || shape.length !== 4 || !(channelsFirst || shape[3] === 3)) {
    throw refuse(subject, "images [batch, height, width, 3]", `shape ${JSON.stringify(shape) ?? "not said"}`);
  }
  const [height, width] = (channelsFirst ? shape.slice(2) : shape.slice(1, 3)).map((size: unknown) =>
    typeof size === "number" && size > 0 && size <= LARGEST_SIDE ? size : undefined,
  );
  return { channelsFirst, height, width };
}

function refuse(subject: string, expected: string, got: string): InputError {
  return new InputError(subject, { expected, got, remedy: "Models of another form can be exported to ONNX." });
}
