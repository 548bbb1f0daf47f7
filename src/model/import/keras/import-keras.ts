import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-layers";
import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../../../core/error.ts";
import { trace } from "../../../engine/trace.ts";
import { checkFinite } from "../architecture/weights-network.ts";
import { type FileFormat, FORMAT_TITLES } from "../file-format.ts";
import type { ImportedModel, ImportOptions } from "../imported-model.ts";
import { type KerasGraph, type KerasLayer, readKerasGraph } from "./keras-graph.ts";
import { type Compute, LAYER_RULES } from "./keras-layers.ts";
import { type KerasWeights, takeInTurn } from "./keras-weights.ts";

const CHANNELS = 3;

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
  const { graph, output } = withoutSoftmax(ofGeneration(generation, readKerasGraph(configuration, path)));
  const height = graph.height ?? options.imageSize?.height;
  const width = graph.width ?? options.imageSize?.width;
  if (height === undefined || width === undefined) {
    throw new InputError(path, { expected: "the size of the images", got: "a model that leaves it open" });
  }
  for (const [layer, variables] of weights) {
    variables.forEach(({ values }, i) => {
      checkFinite(values, `${path}, layer ${layer}, variable ${i}`);
    });
  }
  const { run, classes } = prepare(graph, weights, height, width, path);
  const kinds = graph.layers.map(({ kind }) => kind).filter((kind) => kind !== "InputLayer");
  return {
    format: FORMAT_TITLES[format],
    architecture: `keras (${kinds.length} layers)`,
    height,
    width,
    classes,
    parameters: [...weights.values()].flat().reduce((sum, { values }) => sum + values.length, 0),
    operators: countOf(kinds),
    output,
    forward: (images) => run(images) as tf.Tensor2D,
    dispose: () => {},
  };
}

/** Between the versions hard_sigmoid changed its slope, and nothing else that classifiers use. */
function ofGeneration(generation: 2 | 3, graph: KerasGraph): KerasGraph {
  if (generation === 3) return graph;
  const earlier = (layer: KerasLayer): KerasLayer =>
    layer.config["activation"] === "hard_sigmoid"
      ? { ...layer, config: { ...layer.config, activation: "hard_sigmoid_2" } }
      : layer;
  return { ...graph, layers: graph.layers.map(earlier) };
}

/** The graph without a softmax or sigmoid at its end, whose input is the logits. */
function withoutSoftmax(graph: KerasGraph): { graph: KerasGraph; output: ImportedModel["output"] } {
  const last = graph.layers.find(({ name }) => name === graph.output);
  const squashes = last?.kind === "Softmax" || /^(softmax|sigmoid)$/.test(String(last?.config["activation"]));
  if (last === undefined || !squashes) return { graph, output: "logits" };
  const bare: KerasLayer =
    last.kind === "Softmax"
      ? { ...last, kind: "Activation", config: { activation: "linear" } }
      : { ...last, config: { ...last.config, activation: "linear" } };
  return {
    graph: { ...graph, layers: graph.layers.map((layer) => (layer === last ? bare : layer)) },
    output: "probabilities",
  };
}

/**
 * Prepares every layer for the shapes that reach it. The graph is recorded once on two images without computing
 * anything: that tells the shapes, the number of classes and whatever does not fit.
 */
function prepare(graph: KerasGraph, weights: KerasWeights, height: number, width: number, path: string) {
  const prepared = new Map<string, Compute>();
  const walk = (images: tf.Tensor, compute: (layer: KerasLayer, inputs: readonly tf.Tensor[]) => tf.Tensor) => {
    const values = new Map<string, tf.Tensor>();
    for (const layer of graph.layers) {
      const inputs = layer.inputs.map((input) => values.get(input) ?? images);
      const first = layer.inputs.length === 0;
      values.set(layer.name, layer.kind === "InputLayer" ? images : compute(layer, first ? [images] : inputs));
    }
    return values.get(graph.output) ?? images;
  };
  let shape: readonly number[] = [];
  try {
    trace(
      (images) => {
        const output = walk(images, (layer, inputs) => {
          const compute = prepareLayer(layer, inputs, weights, path);
          prepared.set(layer.name, compute);
          return compute(inputs);
        });
        shape = output.shape;
        return output;
      },
      [{ shape: [2, height, width, CHANNELS] }],
      [],
    );
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(
      path,
      { expected: "layers that fit each other", got: (error as Error).message },
      { cause: error },
    );
  }
  if (shape.length !== 2 || shape[0] !== 2 || shape[1] < 2) {
    throw new InputError(path, {
      expected: "an output with a row of at least two classes for each image",
      got: `shape [${shape.join(", ")}] for two images`,
    });
  }
  const run = (images: tf.Tensor) => walk(images, (layer, inputs) => prepared.get(layer.name)!(inputs));
  return { run, classes: shape[1] };
}

function prepareLayer(layer: KerasLayer, inputs: readonly tf.Tensor[], weights: KerasWeights, path: string): Compute {
  const subject = `${path}, layer ${layer.name} (${layer.kind})`;
  const rule = Object.hasOwn(LAYER_RULES, layer.kind) ? LAYER_RULES[layer.kind] : undefined;
  if (rule === undefined) {
    throw new InputError(subject, {
      expected: "a layer of ordinary image classifiers",
      got: layer.kind,
      remedy: "Export the model to ONNX, which may carry it.",
    });
  }
  const { shape, rank } = inputs[0];
  return rule({
    subject,
    config: layer.config,
    channels: shape[rank - 1],
    rank,
    take: takeInTurn(weights, layer.name, path),
  });
}

function countOf(kinds: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}
