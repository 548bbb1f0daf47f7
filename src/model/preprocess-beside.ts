import { basename, dirname, join } from "node:path";
import type { Preprocess } from "../data/preprocess/preprocess.ts";
import { readPreprocessFile } from "../data/preprocess/preprocess-config.ts";
import { HUB_GRAPHS, HUB_WEIGHTS } from "../import/shared/hub-config.ts";
import { locateModel } from "./model-location.ts";

/** Files of model hubs that say how images are prepared, in the order in which they are believed. */
const CONFIGS = ["preprocessor_config.json", "config.json"] as const;

/** What a file beside a model says of preprocessing. */
export interface StatedPreprocess {
  readonly file: string;
  readonly reading: { readonly steps: Preprocess } | { readonly problem: string };
}

/**
 * What lies beside a model under a hub's name: Hugging Face's `preprocessor_config.json`, or timm's `config.json`.
 *
 * @returns nothing where there is no such file, or it says nothing of preprocessing
 */
export async function preprocessBeside(model: string): Promise<StatedPreprocess | undefined> {
  const { kind, path } = await locateModel(model);
  if (kind !== "file" || ![...HUB_WEIGHTS, ...HUB_GRAPHS].includes(basename(path))) return undefined;
  for (const name of CONFIGS) {
    const file = join(dirname(path), name);
    const reading = await readPreprocessFile(file).catch(() => undefined);
    if (reading !== undefined) return { file, reading };
  }
  return undefined;
}
