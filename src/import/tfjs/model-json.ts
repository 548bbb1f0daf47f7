import { z } from "zod";
import { checkedJson, parseJson } from "../../core/json.ts";
import type { ModelFile } from "../shared/imported-model.ts";
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

/** @throws InputError where it is no such file */
export function parseModelJson({ content, path }: ModelFile): TfjsModel {
  const expected = "a model.json of TensorFlow.js";
  const text = content.toString("utf8", 0, LARGEST_TOPOLOGY + 1);
  return checkedJson(parseJson(text, path, { expected, most: LARGEST_TOPOLOGY }), modelSchema, path, { expected });
}
