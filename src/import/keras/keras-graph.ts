import { InputError } from "../../core/error.ts";
import { firstCalls, outputReferences } from "./call-numbers.ts";
import { type InputSize, inputSize } from "./input-size.ts";
import { type Argument, type CallArguments, isReference, type Reference, references } from "./keras-arguments.ts";
import { isModel, type LayerConfig, type ModelConfig, readModelConfig } from "./keras-config.ts";

/** How deep models may be nested, and how many calls of layers there may be in all. */
const DEEPEST = 16;
const MAX_CALLS = 20_000;

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
export interface KerasGraph extends InputSize {
  readonly calls: readonly KerasCall[];
  readonly output: ValueId;
}

/** A Keras model with all of its outputs, under the names of the layers that they come from. */
export interface KerasGraphs extends Omit<KerasGraph, "output"> {
  readonly outputs: readonly { readonly name: string; readonly value: ValueId }[];
}

const IMAGES: ValueId = { call: -1, output: 0 };

/**
 * Reads a model's configuration as Keras 2 and 3 and TensorFlow.js write it.
 *
 * @throws InputError on anything but one input of images
 */
export function readKerasGraph(configuration: unknown, subject: string): KerasGraphs {
  const calls: KerasCall[] = [];
  const model = readModelConfig(configuration, subject);
  const outputs = expand(model, [IMAGES], [], { calls, subject });
  return {
    calls,
    outputs: outputs.map((value) => ({ name: calls[value.call]?.path.join("/") ?? "images", value })),
    ...inputSize(model, subject),
  };
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
  if (to.calls.length >= MAX_CALLS) throw refuse(to.subject, `at most ${MAX_CALLS} calls of layers`, "more");
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

function refuse(subject: string, expected: string, got: string): InputError {
  return new InputError(subject, { expected, got, remedy: "Models of another form can be exported to ONNX." });
}
