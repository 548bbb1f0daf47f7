import { z } from "zod";
import { checkedJson, parseJson } from "../../core/json.ts";
import type { ImportedModel, ModelFile } from "../shared/imported-model.ts";
import { importLayersModel } from "./import-layers-model.ts";
import { manifestSchema } from "./weight-manifest.ts";

const modelSchema = z.object({
  format: z.string().optional(),
  modelTopology: z.record(z.string(), z.unknown()),
  weightsManifest: manifestSchema,
  signature: z.unknown().optional(),
  userDefinedMetadata: z.unknown().optional(),
  modelInitializer: z.unknown().optional(),
});

/** Longest `model.json`, characters: the topology and a list of weights; constants lie among the weights. */
const LARGEST_TOPOLOGY = 2 ** 26;

/** A `model.json`, checked as far as both kinds have it. */
export type TfjsModel = z.infer<typeof modelSchema>;

/**
 * Reads a TensorFlow.js folder: a LayersModel, which is a Keras configuration, or a GraphModel, which is a graph of
 * TensorFlow's own operations; the weights lie beside it.
 */
export async function importTfjs(file: ModelFile): Promise<ImportedModel> {
  const model = parse(file);
  if (model.format !== "graph-model" && !("node" in model.modelTopology)) return importLayersModel(model, file);
  // The library that runs graphs is loaded where there is one.
  const { importGraphModel } = await import("./import-graph-model.ts");
  return importGraphModel(model, file);
}

function parse({ content, path }: ModelFile): TfjsModel {
  const expected = "a model.json of TensorFlow.js";
  const text = content.toString("utf8", 0, LARGEST_TOPOLOGY + 1);
  return checkedJson(parseJson(text, path, { expected, most: LARGEST_TOPOLOGY }), modelSchema, path, { expected });
}
