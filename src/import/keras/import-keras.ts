import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-layers";
import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../../core/error.ts";
import { CHANNELS } from "../../core/image.ts";
import type { TapHook } from "../../network/tap.ts";
import { type FileFormat, FORMAT_TITLES } from "../file-format.ts";
import { checkFinite } from "../shared/check-finite.ts";
import { chooseOutput } from "../shared/choose-output.ts";
import { channelNotes, ofChannels } from "../shared/grayscale.ts";
import type { ImportedModel, ImportOptions } from "../shared/imported-model.ts";
import { operatorCounts } from "../shared/operator-counts.ts";
import { notARow, scoresIn } from "../shared/row-of-scores.ts";
import { asLogits, classesOf, singleScoreNotes } from "../shared/single-score.ts";
import { tappedInOrder } from "../shared/tapped-in-order.ts";
import { tracedShape } from "../shared/trace-images.ts";
import { trainingNotes } from "../shared/training-notes.ts";
import type { WeightChange } from "../shared/weight-change.ts";
import { activationName } from "./keras-activations.ts";
import { type KerasCall, type KerasGraph, type KerasGraphs, readKerasGraph } from "./keras-graph.ts";
import { type KerasVariable, type KerasWeights, layerKey, weightsByLayer } from "./keras-weights.ts";
import type { Compute } from "./layers/rule.ts";
import { rangeInside } from "./pixel-range.ts";
import { prepareCall } from "./prepare-call.ts";
import { withoutSoftmax } from "./without-softmax.ts";

type ImageSize = NonNullable<ImportOptions["imageSize"]>;

type VariablesOf = (call: KerasCall) => readonly KerasVariable[];

interface KerasSource {
  readonly path: string;
  readonly options: ImportOptions;
  /** Major version of Keras whose meaning the configuration has; default 3. */
  readonly generation?: 2 | 3 | undefined;
}

/** A model from a Keras configuration and its variables. */
export async function importKeras(
  format: FileFormat,
  configuration: unknown,
  weights: KerasWeights,
  { path, options, generation = 3 }: KerasSource,
): Promise<ImportedModel> {
  await tf.ready();
  const graphs = ofGeneration(generation, readKerasGraph(configuration, path));
  const height = graphs.height ?? options.imageSize?.height;
  const width = graphs.width ?? options.imageSize?.width;
  if (height === undefined || width === undefined) {
    throw new InputError(path, {
      expected: "the size of the images",
      got: "a model that leaves it open",
      remedy: "Give `imageSize`.",
    });
  }
  weights.forEach(({ values, path: names }, i) => {
    checkFinite(values, `${path}, ${names.join("/")}, variable ${i}`);
  });
  const variables = weightsByLayer(
    changed(weights, options.changeWeight),
    graphs.calls.map((call) => call.path),
  );
  const variablesOf: VariablesOf = (call) => variables.get(layerKey(call.path)) ?? [];
  const size = { height, width };
  const candidates = graphs.outputs.map(({ name, value }) => ({
    name,
    value,
    scores: graphs.outputs.length === 1 ? 0 : scoresOf({ ...graphs, output: value }, variablesOf, size, path),
  }));
  const { chosen, choice } = chooseOutput(candidates, options, path);
  const { graph, output } = withoutSoftmax({ ...graphs, output: chosen.value });
  const { run, scores } = prepare(graph, variablesOf, size, path);
  const normalization = rangeInside(graph, variablesOf);
  const inTraining = graph.calls.filter(({ options }) => options["training"] === true).map(({ kind }) => kind);
  const kinds = graph.calls.map(({ kind }) => kind).filter((kind) => kind !== "InputLayer");
  return {
    format: FORMAT_TITLES[format],
    architecture: `keras (${kinds.length} layers)`,
    height,
    width,
    classes: classesOf(scores),
    parameters: weights.reduce((sum, { values }) => sum + values.length, 0),
    operators: operatorCounts(kinds),
    output,
    ...(normalization !== undefined && { normalization }),
    ...(choice && { taken: { output: choice } }),
    ...(graph.channels === 1 && { channels: 1 as const }),
    notes: [...channelNotes(graph.channels), ...singleScoreNotes(scores, output), ...trainingNotes(inTraining)],
    forward: (images, hook) => asLogits(run(images, hook) as tf.Tensor2D),
    dispose: () => {},
  };
}

function changed(weights: KerasWeights, change: WeightChange | undefined): KerasWeights {
  if (change === undefined) return weights;
  return weights.map((variable, i) => {
    const { path, shape, values } = variable;
    return { ...variable, values: change(`${path.join("/")}:${i}`, shape, values) };
  });
}

/** Between the versions hard_sigmoid changed its slope, and nothing else that classifiers use. */
function ofGeneration(generation: 2 | 3, graph: KerasGraphs): KerasGraphs {
  if (generation === 3) return graph;
  const earlier = (call: KerasCall): KerasCall =>
    activationName(call.config["activation"]) === "hard_sigmoid"
      ? { ...call, config: { ...call.config, activation: "hard_sigmoid_2" } }
      : call;
  return { ...graph, calls: graph.calls.map(earlier) };
}

/** Numbers that an output has for each image; undefined where it is no row of them. */
function scoresOf(graph: KerasGraph, variablesOf: VariablesOf, size: ImageSize, path: string): number | undefined {
  try {
    return prepare(graph, variablesOf, size, path).scores;
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/**
 * Prepares every call for the shapes that reach it. The graph is recorded once on two images without computing
 * anything: that tells the shapes, the number of classes and whatever does not fit.
 */
function prepare(graph: KerasGraph, variablesOf: VariablesOf, { height, width }: ImageSize, path: string) {
  const prepared: Compute[] = [];
  const walk = (images: tf.Tensor, compute: (call: number, inputs: readonly tf.Tensor[]) => ReturnType<Compute>) => {
    const given = ofChannels(images as tf.Tensor4D, graph.channels);
    const fed = graph.channelsFirst ? tf.transpose(given, [0, 3, 1, 2]) : given;
    const results: (readonly tf.Tensor[])[] = [];
    const value = ({ call, output }: { readonly call: number; readonly output: number }): tf.Tensor => {
      const found = call < 0 ? fed : results[call][output];
      if (found === undefined)
        throw new Error(`result ${output} of ${graph.calls[call].path.join("/")}, which has none`);
      return found;
    };
    graph.calls.forEach(({ inputs }, call) => {
      const result = compute(call, inputs.map(value));
      results.push(result instanceof tf.Tensor ? [result] : result);
    });
    return value(graph.output);
  };
  let shape: readonly number[] = [];
  try {
    const prepareAll = (images: tf.Tensor) =>
      walk(images, (index, inputs) => {
        const call = graph.calls[index];
        prepared[index] = prepareCall(call, inputs, variablesOf(call), path);
        return computeNamed(call, prepared[index], inputs, path);
      });
    shape = tracedShape(prepareAll, [2, height, width, CHANNELS], path);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw unfit(path, error);
  }
  const scores = scoresIn(shape, 2);
  if (scores === undefined) throw notARow(shape, 2, path);
  const names = uniqueNames(graph.calls.map((call) => call.path.join("/")));
  const run = (images: tf.Tensor, hook?: TapHook) =>
    walk(images, (call, inputs) => {
      const result = prepared[call](inputs);
      const [first, ...others] = result instanceof tf.Tensor ? [result] : result;
      return [tappedInOrder(names[call], first, hook, graph.channelsFirst), ...others];
    });
  const rows = (images: tf.Tensor, hook?: TapHook) => tf.reshape(run(images, hook), [-1, scores]) as tf.Tensor2D;
  return { run: shape.length === 2 ? run : rows, scores };
}

/** A layer that is called more than once is `name`, then `name:1`, `name:2`. */
function uniqueNames(names: readonly string[]): readonly string[] {
  const calls = new Map<string, number>();
  return names.map((name) => {
    const count = calls.get(name) ?? 0;
    calls.set(name, count + 1);
    return count === 0 ? name : `${name}:${count}`;
  });
}

function computeNamed(call: KerasCall, compute: Compute, inputs: readonly tf.Tensor[], path: string) {
  try {
    return compute(inputs);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw unfit(`${path}, layer ${call.path.join("/")} (${call.kind})`, error);
  }
}

function unfit(subject: string, error: unknown): InputError {
  const got = error instanceof Error ? error.message : String(error);
  return new InputError(subject, { expected: "layers that fit each other", got }, { cause: error });
}
