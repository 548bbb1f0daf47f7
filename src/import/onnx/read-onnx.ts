import { allowanceFor, type Budget, createBudget } from "../../core/budget.ts";
import { InputError } from "../../core/error.ts";
import { externalDataBeside } from "./external-data.ts";
import type { OnnxGraph, OnnxNode, OnnxPort } from "./graph.ts";
import { functionsOf } from "./inline-functions.ts";
import { decodeModel, standardOpset } from "./model-message.ts";
import { imagesAmong, readPort } from "./ports.ts";
import { type ReadingContext, readInitialisers, readNodes } from "./read-node.ts";
import type { ExternalReader } from "./tensor-proto.ts";
import { needsOf, topologicalOrder } from "./topological-order.ts";

/** Oldest operator set read: PyTorch 1.0's and TensorFlow's first. */
const OLDEST_OPSET = 7;
const MAX_NODES = 100_000;

/** A checked ONNX file. */
export interface OnnxFile {
  readonly outputs: readonly OnnxPort[];
  /**
   * The graph that computes one output.
   *
   * @throws InputError where it cannot be put in order, or needs other inputs than the images
   */
  graphOf(output: OnnxPort): OnnxGraph;
}

/**
 * Reads an ONNX file.
 *
 * @param path the file, whose folder may hold the tensors' data
 * @throws InputError on what is not ONNX, is damaged, or holds what no classifier needs
 * Source: onnx/onnx, onnx.proto3 and docs/IR.md.
 */
export function readOnnx(content: Buffer, path: string): OnnxFile {
  const budget = createBudget(path, allowanceFor(content.length));
  const model = decodeModel(content, path, budget);
  const { graph } = model;
  if (graph?.node === undefined || graph.node.length === 0) {
    throw new InputError(path, { expected: "an ONNX model with a graph", got: "none" });
  }
  if (graph.node.length > MAX_NODES) {
    throw new InputError(path, { expected: `at most ${MAX_NODES} nodes`, got: `${graph.node.length}` });
  }
  const opset = standardOpset(model.opsetImport) ?? 1;
  if (opset < OLDEST_OPSET) {
    throw new InputError(path, {
      expected: `operator set ${OLDEST_OPSET} or newer`,
      got: `${opset}`,
      remedy: "Export the model again with a newer exporter.",
    });
  }
  if ((graph.sparseInitializer?.length ?? 0) > 0) {
    throw new InputError(path, { expected: "dense weights", got: "sparse initialisers" });
  }
  const { read, external } = countedExternal(externalDataBeside(path), budget);
  const context: ReadingContext = {
    functions: functionsOf(model),
    opset,
    path,
    budget,
    nodes: createBudget(path, { steps: MAX_NODES, bytes: 0 }),
    external: read,
  };
  const constants = readInitialisers(graph.initializer, context);
  // Before version 4 of the format the weights are inputs as well.
  const inputs = (graph.input ?? []).map(readPort).filter(({ name }) => !constants.has(name));
  const outputs = (graph.output ?? []).map(readPort);
  const input = imagesAmong(inputs, path);
  const known = new Set([...inputs.map(({ name }) => name), ...constants.keys()]);
  const others = inputs.filter(({ name }) => name !== input.name).map(({ name }) => name);
  const nodes = readNodes(graph, context);
  const description = {
    opset,
    producer: `${model.producerName ?? "unknown"} ${model.producerVersion ?? ""}`.trim(),
    metadata: new Map((model.metadataProps ?? []).map(({ key, value }) => [key ?? "", value ?? ""])),
    input,
    constants,
    external,
  };
  return {
    outputs,
    graphOf: (output) => {
      const needed = topologicalOrder(nodes, known, [output.name], path);
      refuseOtherInputs(others, new Set(needed.flatMap(needsOf)), path);
      return { ...description, output, nodes: withoutUnusedOutputs(needed, output.name) };
    },
  };
}

/** Keeps what is read from other files, of which many tensors may ask for the same. */
function countedExternal(beside: ExternalReader, budget: Budget): { read: ExternalReader; external: Uint8Array[] } {
  const external: Uint8Array[] = [];
  const ends = new Map<string, number>();
  return {
    external,
    read: (location, offset, length = 0) => {
      const end = Math.max(ends.get(location) ?? 0, offset + length);
      const bytes = beside(location, offset, length);
      budget.allow(end - (ends.get(location) ?? 0));
      budget.take(length);
      ends.set(location, end);
      external.push(bytes);
      return bytes;
    },
  };
}

/** Second outputs (a pool's indices, a norm's mean) are often declared and seldom used. */
function withoutUnusedOutputs(nodes: readonly OnnxNode[], wanted: string): OnnxNode[] {
  const used = new Set([wanted, ...nodes.flatMap(needsOf)]);
  return nodes.map((node) => ({ ...node, outputs: node.outputs.map((name) => (used.has(name) ? name : "")) }));
}

/** An input beside the images may be there as long as the scores do not need it. */
function refuseOtherInputs(others: readonly string[], needed: ReadonlySet<string>, path: string): void {
  const used = others.find((name) => needed.has(name));
  if (used === undefined) return;
  throw new InputError(path, {
    expected: "answers that depend on the images alone",
    got: `a second input, ${used}`,
    remedy: "Export the model with its images as the only input.",
  });
}
