import * as tf from "@tensorflow/tfjs-core";
import type { ImportedModel, ModelFile } from "../imported-model.ts";
import { importKeras } from "../keras/import-keras.ts";
import type { KerasVariable } from "../keras/keras-weights.ts";
import type { TfjsModel } from "./import-tfjs.ts";
import { readWeightFiles, type WeightEntry } from "./weight-manifest.ts";

/** A model from a Keras configuration in `model.json`. */
export async function importLayersModel(model: TfjsModel, file: ModelFile): Promise<ImportedModel> {
  const { modelTopology, weightsManifest } = model;
  const configuration = modelTopology["model_config"] ?? modelTopology;
  const files = await readWeightFiles(weightsManifest, file.path);
  const weights = new Map<string, KerasVariable[]>();
  weightsManifest.forEach((group, i) => {
    for (const [name, variable] of decode(files[i], group.weights)) {
      // `<layer>/<variable>`, with the model's own name in front where a converter wrote it.
      const layer = name.split("/").at(-2) ?? name;
      weights.set(layer, [...(weights.get(layer) ?? []), variable]);
    }
  });
  const imported = await importKeras("tfjs", configuration, weights, { ...file, generation: 2 });
  return { ...imported, companions: files };
}

function decode(data: Buffer, entries: readonly WeightEntry[]): [string, KerasVariable][] {
  const bytes = new Uint8Array(data).buffer;
  const tensors = tf.io.decodeWeights(bytes, entries as tf.io.WeightsManifestEntry[]);
  return Object.entries(tensors).map(([name, tensor]) => {
    const variable = { shape: tensor.shape, values: Float32Array.from(tensor.dataSync()) };
    tensor.dispose();
    return [name, variable];
  });
}
