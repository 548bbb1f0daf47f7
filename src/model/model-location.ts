import { stat } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../core/error.ts";
import { readBounded } from "../core/regular-file.ts";
import { HUB_WEIGHTS } from "../import/shared/hub-config.ts";
import { CARD_FILE, MODEL_FILE } from "./checkpoint-files.ts";

/** Largest model file read; it is held in memory. */
const LARGEST_FILE = 2 ** 31 - 1;

/** The graph in a folder that TensorFlow saved, which is refused with what to do. */
const SAVED_MODEL = "saved_model.pb";

/** Where a model is: a checkpoint folder of this program, or a file of another one. */
export type ModelLocation =
  | { readonly kind: "checkpoint"; readonly path: string }
  | { readonly kind: "file"; readonly path: string };

/**
 * Tells a checkpoint folder (or a training run's) from the folder or file of another program's model: of
 * TensorFlow.js, or as model hubs have them.
 *
 * @throws InputError where nothing is, and on weights that are spread over several files
 */
export async function locateModel(path: string): Promise<ModelLocation> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) {
    throw new InputError(path, { expected: "a model's file or folder", got: "no such file or directory" });
  }
  if (!found.isDirectory()) {
    if (/\.(safetensors|bin)\.index\.json$/.test(path)) throw sharded(path);
    return { kind: "file", path };
  }
  if (await isFile(join(path, CARD_FILE))) return { kind: "checkpoint", path };
  for (const name of [MODEL_FILE, ...HUB_WEIGHTS, SAVED_MODEL]) {
    const file = join(path, name);
    if (await isFile(file)) return { kind: "file", path: file };
    if (await isFile(`${file}.index.json`)) throw sharded(`${file}.index.json`);
  }
  return { kind: "checkpoint", path };
}

/** The whole of a model file. */
export function readModelFile(path: string): Promise<Buffer> {
  return readBounded(path, { most: LARGEST_FILE });
}

function sharded(path: string): InputError {
  return new InputError(path, {
    expected: "weights in one file",
    got: "an index of several",
    remedy: 'Save them as one: model.save_pretrained(path, max_shard_size="100GB").',
  });
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
