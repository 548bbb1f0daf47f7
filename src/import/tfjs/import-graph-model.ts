import { elementCount } from "../../core/element-count.ts";
// A back end and the gradient functions: tracing expects both to be there.
import "../../engine/reference-backend.ts";
import { GraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../../core/error.ts";
import { CHANNELS } from "../../core/image.ts";
import type { TapHook } from "../../network/tap.ts";
import { checkStored } from "../shared/check-finite.ts";
import { chooseOutput } from "../shared/choose-output.ts";
import { namesOf } from "../shared/class-names.ts";
import type { ImportedModel, ModelFile } from "../shared/imported-model.ts";
import { notARow, scoresIn } from "../shared/row-of-scores.ts";
import { asLogits, classesOf, singleScoreNotes } from "../shared/single-score.ts";
import { tracedShape } from "../shared/trace-images.ts";
import { changeWeights } from "./change-weights.ts";
import { findInput, type GraphInput, graphOutputs, readSignature } from "./graph-ends.ts";
import { type GraphNode, type NodeInput, readGraphNodes, runningOrder } from "./graph-nodes.ts";
import { checkOperators, countOperators } from "./graph-operators.ts";
import { rewriteGraph } from "./graph-rewrites.ts";
import type { TfjsModel } from "./model-json.ts";
import { namesBeside } from "./names-beside.ts";
import { registerOwnOperators } from "./register-operators.ts";
import { runWithTaps, type TappedGraph } from "./run-with-taps.ts";
import { toTopology } from "./topology.ts";
import { readWeightFiles, type WeightEntry } from "./weight-manifest.ts";

type Executor = GraphModel<tf.io.IOHandlerSync>;

/** A model from a graph of TensorFlow's operations, run by TensorFlow.js' own executor. */
export async function importGraphModel(model: TfjsModel, { path, options }: ModelFile): Promise<ImportedModel> {
  await tf.ready();
  const nodes = readGraphNodes(model.modelTopology, path);
  const signature = readSignature(model.signature, model.userDefinedMetadata);
  const { chosen, choice } = chooseOutput(graphOutputs(nodes, signature), options, path);
  const { logits, kind } = chosen;
  const order = runningOrder(nodes, logits.node, path);
  checkOperators(order, path);
  const input = findInput(order, signature, options.imageSize, path);
  const files = await readWeightFiles(model.weightsManifest, path);
  const entries = model.weightsManifest.flatMap(({ weights }) => weights);
  checkConstants(order, entries, path);
  const rewritten = rewriteGraph(order, new Map(entries.map((entry) => [entry.name, entry])), path);
  const graph = toTopology(rewritten, entries, path);
  const { changeWeight } = options;
  const groups =
    changeWeight === undefined
      ? files
      : files.map((file, i) => changeWeights(file, model.weightsManifest[i].weights, changeWeight, path));
  const executor = load(graph, Buffer.concat(groups), path);
  const dispose = () => {
    executor.dispose();
  };
  try {
    checkWeights(executor, graph.titles, path);
    const nameOf = ({ node, output }: NodeInput): string => `${graph.names.get(node)}:${output}`;
    const tapped: TappedGraph = {
      input: nameOf({ node: input.node, output: 0 }),
      output: nameOf(logits),
      taps: order
        .filter(({ inputs }) => inputs.length > 0)
        .map(({ name }) => ({ name, value: nameOf({ node: name, output: 0 }) })),
      execute: (given, wanted) => [executor.execute(given, [...wanted])].flat(),
    };
    const run: Run = (parts, hook) => {
      const fed = parts.map((images) => (input.channelsFirst ? tf.transpose(images, [0, 3, 1, 2]) : images));
      return runWithTaps(tapped, fed, hook);
    };
    const { forward, scores } = prepare(run, input, graph.titles, path);
    return {
      format: "TensorFlow.js GraphModel",
      architecture: `tensorflow graph (${order.filter(({ operator }) => operator !== "Const").length} operators)`,
      height: input.height,
      width: input.width,
      classes: classesOf(scores),
      ...namesOf(classesOf(scores), await namesBeside(path, model)),
      parameters: countParameters(order, entries),
      operators: countOperators(order),
      output: kind,
      ...(choice && { taken: { output: choice } }),
      notes: singleScoreNotes(scores, kind),
      companions: files,
      forward,
      dispose,
    };
  } catch (error) {
    dispose();
    throw error;
  }
}

function load({ topology, specs }: ReturnType<typeof toTopology>, bytes: Buffer, path: string): Executor {
  registerOwnOperators();
  // The bytes are at hand: nothing is fetched.
  const weightData = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const artifacts: tf.io.ModelArtifacts = { modelTopology: topology, weightSpecs: specs, weightData };
  const executor = new GraphModel<tf.io.IOHandlerSync>({ load: () => artifacts });
  try {
    executor.load();
  } catch (error) {
    throw unfit(path, error);
  }
  return executor;
}

function checkConstants(order: readonly GraphNode[], entries: readonly WeightEntry[], path: string): void {
  const stored = new Set(entries.map(({ name }) => name));
  const missing = order.find(({ name, operator }) => operator === "Const" && !stored.has(name));
  if (missing !== undefined) {
    throw new InputError(`${path}, node ${missing.name}`, { expected: "its weights", got: "none in the manifest" });
  }
}

function checkWeights(executor: Executor, titles: ReadonlyMap<string, string>, path: string): void {
  for (const [name, [tensor]] of Object.entries(executor.weights)) {
    const values = tensor.dataSync();
    if (values instanceof Float32Array) checkStored(values, `${path}, weight ${titles.get(name) ?? name}`);
  }
}

function countParameters(order: readonly GraphNode[], entries: readonly WeightEntry[]): number {
  const used = new Set(order.map(({ name }) => name));
  return entries
    .filter(({ name, dtype }) => used.has(name) && /^float/.test(dtype))
    .reduce((sum, { shape }) => sum + elementCount(shape), 0);
}

/** Images that go through one part after the other, to the outputs of all. */
type Run = (parts: readonly tf.Tensor4D[], hook?: TapHook) => tf.Tensor;

/** Runs the graph without computing anything, which finds the classes and whatever does not fit. */
function prepare(
  run: Run,
  { height, width, batch }: GraphInput,
  titles: ReadonlyMap<string, string>,
  path: string,
): Pick<ImportedModel, "forward"> & { readonly scores: number } {
  // Two images: a batch size of one would not show what depends on it.
  const images = 2;
  let shape: readonly number[] = [];
  const rows = (forward: (images: tf.Tensor4D) => tf.Tensor): number | undefined => {
    shape = tracedShape(forward, [images, height, width, CHANNELS], path);
    return scoresIn(shape, images);
  };
  const asRows = (output: tf.Tensor, scores: number) => asLogits(tf.reshape(output, [-1, scores]) as tf.Tensor2D);
  const together = (images: tf.Tensor4D, hook?: TapHook) => run([images], hook);
  const single = (images: tf.Tensor4D, hook?: TapHook) =>
    run(images.shape[0] === 1 ? [images] : tf.split(images, images.shape[0]), hook);
  // A graph made for one image may do for several; where not, they go through one after the other.
  for (const forward of batch === 1 ? [together, single] : [together]) {
    const last = forward === single || batch !== 1;
    try {
      const scores = rows(forward);
      if (scores !== undefined) return { scores, forward: (images, hook) => asRows(forward(images, hook), scores) };
    } catch (error) {
      if (last) throw error instanceof InputError ? error : unfit(path, error, titles);
    }
  }
  if (shape[0] === images) throw notARow(shape, images, path);
  throw new InputError(path, {
    expected: "an output with a row of at least two classes for each image",
    got: `shape [${shape.join(", ")}] for ${images} images`,
    ...(batch !== undefined && { remedy: `The graph is made for ${batch} images: convert it for any number.` }),
  });
}

function unfit(path: string, error: unknown, titles: ReadonlyMap<string, string> = new Map()): InputError {
  const message = error instanceof Error ? error.message : String(error);
  const named = message.replace(/\bn\d+\b/g, (name) => titles.get(name) ?? name);
  return new InputError(path, { expected: "a graph that can be computed", got: named }, { cause: error });
}
