import "../../../engine/reference-backend.ts";
import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../../../core/error.ts";
import { trace } from "../../../engine/trace.ts";
import { decodePortableCard, PORTABLE_CARD_KEY } from "../../portable-card.ts";
import { checkFinite } from "../architecture/weights-network.ts";
import { FORMAT_TITLES } from "../file-format.ts";
import type { ImportedModel, ModelFile } from "../imported-model.ts";
import type { OnnxGraph, OnnxNode } from "./graph.ts";
import { createInterpreter } from "./interpret.ts";
import { readOnnx } from "./read-onnx.ts";
import { plain } from "./value.ts";

const CHANNELS = 3;
/** Largest side of an image that a file may ask for. */
const LARGEST_SIDE = 2048;

/** ONNX' codes of floating-point inputs. */
const FLOAT_TYPES = new Set([1, 10, 11, 16]);

/** Operators that leave the order of a row's elements as it is. */
const PASSES = new Set(["Identity", "Flatten", "Reshape", "Squeeze", "Cast", "Dropout"]);

/** A model from an ONNX file: its graph as TensorFlow.js functions, differentiable with respect to the images. */
export async function importOnnx({ path, content, options }: ModelFile): Promise<ImportedModel> {
  await tf.ready();
  const graph = readOnnx(content, path);
  for (const [name, { data, type }] of graph.constants) {
    if (type === "float" && data instanceof Float32Array) checkFinite(data, `${path}, initialiser ${name}`);
  }
  const layout = inputLayout(graph, options.imageSize, path);
  const run = createInterpreter(graph, layout, path);
  const { value, output } = logitsValue(graph);
  const { height, width } = layout;
  const classes = outputClasses((images) => plain(run(images, value)), height, width, path);
  return {
    format: FORMAT_TITLES.onnx,
    architecture: `onnx (${graph.producer}, operator set ${graph.opset})`,
    height,
    width,
    classes,
    parameters: [...graph.constants.values()].reduce((sum, { data }) => sum + data.length, 0),
    operators: operatorCounts(graph),
    output,
    companions: graph.external,
    card: decodePortableCard(graph.metadata.get(PORTABLE_CARD_KEY)),
    forward: (images) => asRows(plain(run(images, value)), classes),
    dispose: () => {},
  };
}

/** Where the channels are, and the size of the images. */
function inputLayout({ input }: OnnxGraph, wanted: { height: number; width: number } | undefined, path: string) {
  const subject = `${path}, input ${input.name}`;
  const shape = `[${input.shape.map((size) => size ?? "?").join(", ")}]`;
  if (!FLOAT_TYPES.has(input.type)) {
    throw new InputError(subject, {
      expected: "images as floating-point numbers",
      got: `ONNX type ${input.type}`,
      remedy: "Export the model without its preprocessing.",
    });
  }
  const channelsFirst = input.shape[1] === CHANNELS;
  if (input.shape.length !== 4 || !(channelsFirst || input.shape[3] === CHANNELS)) {
    throw new InputError(subject, {
      expected: "images [batch, 3, height, width] or [batch, height, width, 3]",
      got: shape,
    });
  }
  const [fileHeight, fileWidth] = channelsFirst ? input.shape.slice(2) : input.shape.slice(1, 3);
  const height = fileHeight ?? wanted?.height;
  const width = fileWidth ?? wanted?.width;
  if (height === undefined || width === undefined) {
    throw new InputError(subject, { expected: "the size of the images", got: shape, remedy: "Say it: --image-size." });
  }
  if (height > LARGEST_SIDE || width > LARGEST_SIDE) {
    throw new InputError(subject, { expected: `images of at most ${LARGEST_SIDE} pixels a side`, got: shape });
  }
  return { channelsFirst, height, width };
}

/** The value before a last softmax, which is the logits, or the output itself. */
function logitsValue({ nodes, output }: OnnxGraph): { value: string; output: ImportedModel["output"] } {
  const producers = new Map<string, OnnxNode>(
    nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)),
  );
  let node = producers.get(output.name);
  while (node !== undefined && PASSES.has(node.operator)) node = producers.get(node.inputs[0]);
  const last = node !== undefined && (node.operator === "Softmax" || node.operator === "Sigmoid");
  return last ? { value: node!.inputs[0], output: "probabilities" } : { value: output.name, output: "logits" };
}

/** Runs the graph without computing anything, which also finds every node that does not fit. */
function outputClasses(
  forward: (images: tf.Tensor4D) => tf.Tensor,
  height: number,
  width: number,
  path: string,
): number {
  // Two images: a batch size of one would not show what depends on it.
  const batch = 2;
  let shape: readonly number[] = [];
  try {
    trace(
      (images) => {
        const output = forward(images as tf.Tensor4D);
        shape = output.shape;
        return output;
      },
      [{ shape: [batch, height, width, CHANNELS] }],
      [],
    );
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(
      path,
      { expected: "a graph that can be computed", got: (error as Error).message },
      { cause: error },
    );
  }
  const classes = shape.reduce((product, size) => product * size, 1) / batch;
  if (shape[0] !== batch || !(Number.isInteger(classes) && classes >= 2)) {
    throw new InputError(path, {
      expected: "an output with a row of at least two classes for each image",
      got: `shape [${shape.join(", ")}] for ${batch} images`,
    });
  }
  return classes;
}

function asRows(output: tf.Tensor, classes: number): tf.Tensor2D {
  return (output.rank === 2 ? output : tf.reshape(output, [-1, classes])) as tf.Tensor2D;
}

function operatorCounts({ nodes }: OnnxGraph): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { operator } of nodes) counts.set(operator, (counts.get(operator) ?? 0) + 1);
  return counts;
}
