import "../../engine/reference-backend.ts";
import * as tf from "@tensorflow/tfjs-core";
import { checkFinite } from "../architecture/weights-network.ts";
import { FORMAT_TITLES } from "../file-format.ts";
import type { ImportedModel, ModelFile } from "../shared/imported-model.ts";
import { operatorCounts } from "../shared/operator-counts.ts";
import { decodePortableCard, PORTABLE_CARD_KEY } from "../shared/portable-card.ts";
import { inputLayout } from "./input-layout.ts";
import { createInterpreter } from "./interpret.ts";
import { logitsValue } from "./logits-value.ts";
import { observeTaps } from "./observe-taps.ts";
import { readOnnx } from "./read-onnx.ts";
import { exportedShapes, outputClasses } from "./traced-shapes.ts";
import { plain } from "./value.ts";

/** A model from an ONNX file: its graph as TensorFlow.js functions, differentiable with respect to the images. */
export async function importOnnx({ path, content, options }: ModelFile): Promise<ImportedModel> {
  await tf.ready();
  const graph = readOnnx(content, path);
  for (const [name, { data, type }] of graph.constants) {
    if (type === "float" && data instanceof Float32Array) checkFinite(data, `${path}, initialiser ${name}`);
  }
  const layout = inputLayout(graph, options.imageSize, path);
  const { value, output } = logitsValue(graph);
  const run = createInterpreter(graph, layout, path, exportedShapes(graph, layout, value, path));
  const classes = outputClasses((images) => plain(run(images, value)), layout, path);
  return {
    format: FORMAT_TITLES.onnx,
    architecture: `onnx (${[
      graph.producer,
      `operator set ${graph.opset}`,
      ...(graph.outputs > 1 ? [`output ${graph.output.name} of ${graph.outputs}`] : []),
    ].join(", ")})`,
    height: layout.height,
    width: layout.width,
    classes,
    parameters: [...graph.constants.values()].reduce((sum, { data }) => sum + data.length, 0),
    operators: operatorCounts(graph.nodes.map(({ operator }) => operator)),
    output,
    companions: graph.external,
    card: decodePortableCard(graph.metadata.get(PORTABLE_CARD_KEY)),
    forward: (images, hook) => asRows(plain(run(images, value, hook && observeTaps(hook, layout))), classes),
    dispose: () => {},
  };
}

function asRows(output: tf.Tensor, classes: number): tf.Tensor2D {
  return (output.rank === 2 ? output : tf.reshape(output, [-1, classes])) as tf.Tensor2D;
}
