import "../../engine/reference-backend.ts";
import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../../core/error.ts";
import { FORMAT_TITLES } from "../file-format.ts";
import { checkStored } from "../shared/check-finite.ts";
import { chooseOutput } from "../shared/choose-output.ts";
import { classNamesInMetadata, namesOf } from "../shared/class-names.ts";
import { channelNotes } from "../shared/grayscale.ts";
import { readHubConfig } from "../shared/hub-config.ts";
import type { ImportedModel, ImportOptions, ModelFile } from "../shared/imported-model.ts";
import { asPixelRows, mapNotes } from "../shared/map-of-scores.ts";
import { operatorCounts } from "../shared/operator-counts.ts";
import { decodePortableCard, PORTABLE_CARD_KEY } from "../shared/portable-card.ts";
import { asLogits, classesOf, singleScoreNotes } from "../shared/single-score.ts";
import { trainingNotes } from "../shared/training-notes.ts";
import type { WeightChange } from "../shared/weight-change.ts";
import type { OnnxGraph, OnnxPort } from "./graph.ts";
import { inputLayout } from "./input-layout.ts";
import { createInterpreter } from "./interpret.ts";
import { logitsValue } from "./logits-value.ts";
import { observeTaps } from "./observe-taps.ts";
import { scoresOf } from "./ports.ts";
import { type OnnxFile, readOnnx } from "./read-onnx.ts";
import { exportedShapes, outputMap, outputScores } from "./traced-shapes.ts";
import { trainingDropouts } from "./training-mode.ts";
import { plain } from "./value.ts";

/** A model from an ONNX file: its graph as TensorFlow.js functions, differentiable with respect to the images. */
export async function importOnnx({ path, content, options }: ModelFile): Promise<ImportedModel> {
  await tf.ready();
  const beside = await readHubConfig(path);
  const imageSize = options.imageSize ?? beside.imageSize;
  const said = { ...options, ...(imageSize && { imageSize }) };
  const file = readOnnx(content, path);
  const candidates = file.outputs.map((port) => ({
    port,
    name: port.name,
    scores: statedScores(file, port, said, path),
  }));
  const { chosen, choice } = chooseOutput(candidates, options, path);
  const stored = file.graphOf(chosen.port);
  for (const [name, { data, type }] of stored.constants) {
    if (type === "float" && data instanceof Float32Array) checkStored(data, `${path}, initialiser ${name}`);
  }
  const graph = changed(stored, options.changeWeight);
  const { run, value, output, layout, scores, map } = prepare(graph, said, path);
  const card = decodePortableCard(graph.metadata.get(PORTABLE_CARD_KEY));
  return {
    format: FORMAT_TITLES.onnx,
    architecture: `onnx (${graph.producer}, operator set ${graph.opset})`,
    height: layout.height,
    width: layout.width,
    classes: classesOf(scores),
    ...namesOf(classesOf(scores), classNamesInMetadata(graph.metadata), beside.classNames),
    parameters: [...graph.constants.values()].reduce((sum, { data }) => sum + data.length, 0),
    operators: operatorCounts(graph.nodes.map(({ operator }) => operator)),
    output,
    ...(choice && { taken: { output: choice } }),
    ...(layout.channels === 1 && { channels: 1 as const }),
    notes: [
      ...channelNotes(layout.channels),
      ...(map === undefined ? singleScoreNotes(scores, output) : mapNotes(map, layout)),
      ...trainingNotes(trainingDropouts(graph)),
    ],
    companions: graph.external,
    ...(beside.normalization && { normalization: beside.normalization }),
    card,
    ...(map && { map: { height: map.height, width: map.width } }),
    forward(images, hook) {
      const answer = plain(run(images, value, hook && observeTaps(hook, layout)));
      return map === undefined ? asLogits(asRows(answer, scores)) : asPixelRows(answer, map, layout);
    },
    dispose: () => {},
  };
}

function changed(graph: OnnxGraph, change: WeightChange | undefined): OnnxGraph {
  if (change === undefined) return graph;
  const constants = [...graph.constants].map(([name, constant]) => {
    const { type, data, shape } = constant;
    if (type !== "float" || !(data instanceof Float32Array)) return [name, constant] as const;
    return [name, { ...constant, data: change(name, shape, data) }] as const;
  });
  return { ...graph, constants: new Map(constants) };
}

/** A graph that can run, and how many numbers it gives for each image, or for each place of its map. */
function prepare(graph: OnnxGraph, { imageSize, answer }: ImportOptions, path: string) {
  const layout = inputLayout(graph, imageSize, path);
  const { value, output } = logitsValue(graph);
  const run = createInterpreter(graph, layout, path, exportedShapes(graph, layout, value, path));
  const forward = (images: tf.Tensor4D) => plain(run(images, value));
  const map = answer === "map" ? outputMap(forward, layout, path) : undefined;
  return { run, value, output, layout, map, scores: map?.scores ?? outputScores(forward, layout, path) };
}

/**
 * How many numbers an output has for each image, as the file says. Where it does not, and has others to choose from, the
 * graph does; an output that cannot be computed is not chosen.
 */
function statedScores(file: OnnxFile, port: OnnxPort, options: ImportOptions, path: string): number | undefined {
  if (file.outputs.length === 1) return scoresOf(port) ?? 0;
  if (options.answer !== "map" && port.shape.length > 0 && port.shape.slice(1).every((size) => size !== undefined))
    return scoresOf(port);
  try {
    return prepare(file.graphOf(port), options, path).scores;
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

function asRows(output: tf.Tensor, scores: number): tf.Tensor2D {
  return (output.rank === 2 ? output : tf.reshape(output, [-1, scores])) as tf.Tensor2D;
}
