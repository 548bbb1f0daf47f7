import * as tf from "@tensorflow/tfjs-core";
import { importKeras } from "../keras/import-keras.ts";
import type { KerasVariable, KerasWeights } from "../keras/keras-weights.ts";
import { namesOf } from "../shared/class-names.ts";
import type { ImportedModel, ModelFile } from "../shared/imported-model.ts";
import type { TfjsModel } from "./model-json.ts";
import { namesBeside } from "./names-beside.ts";
import { readWeightFiles, type WeightEntry } from "./weight-manifest.ts";

/** A model from a Keras configuration in `model.json`. */
export async function importLayersModel(model: TfjsModel, file: ModelFile): Promise<ImportedModel> {
  const { modelTopology, weightsManifest } = model;
  const configuration = modelTopology["model_config"] ?? modelTopology;
  const files = await readWeightFiles(weightsManifest, file.path);
  const weights: KerasWeights = weightsManifest.flatMap((group, i) =>
    decode(files[i], group.weights).map(([name, variable]) => ({ path: name.split("/").slice(0, -1), ...variable })),
  );
  const imported = await importKeras("tfjs", configuration, weights, { ...file, generation: 2 });
  return { ...imported, ...namesOf(imported.classes, await namesBeside(file.path, model)), companions: files };
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
