import type { ImportedModel, ModelFile } from "../shared/imported-model.ts";
import { importLayersModel } from "./import-layers-model.ts";
import { parseModelJson } from "./model-json.ts";

/**
 * Reads a TensorFlow.js folder: a LayersModel, which is a Keras configuration, or a GraphModel, which is a graph of
 * TensorFlow's own operations; the weights lie beside it.
 */
export async function importTfjs(file: ModelFile): Promise<ImportedModel> {
  const model = parseModelJson(file);
  if (model.format !== "graph-model" && !("node" in model.modelTopology)) return importLayersModel(model, file);
  // The library that runs graphs is loaded where there is one.
  const { importGraphModel } = await import("./import-graph-model.ts");
  return importGraphModel(model, file);
}
