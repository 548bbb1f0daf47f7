import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../core/error.ts";
import { readBounded } from "../core/regular-file.ts";
import { HUB_WEIGHTS } from "../import/shared/hub-config.ts";
import { CARD_FILE, MODEL_FILE, RUN_CHECKPOINT } from "./checkpoint-files.ts";

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
  if (await isFile(join(path, RUN_CHECKPOINT, CARD_FILE))) return { kind: "checkpoint", path };
  const file = await soleModel(path);
  return file === undefined ? { kind: "checkpoint", path } : { kind: "file", path: file };
}

/** Names of model files of other programs; weights beside a JSON belong to it. */
const MODEL_NAMES = /\.(onnx|keras|h5|hdf5|pth|pt|th|ckpt|safetensors)$|\.pth\.tar$/i;
/** Most files of a folder that are looked into. */
const MOST_JSON = 32;
/** Longest JSON that is looked into, and what a graph of TensorFlow.js has in it. */
const LARGEST_JSON = 2 ** 26;
const MANIFEST = /"weightsManifest"\s*:/;

/**
 * The one model in a folder, whatever it is called: a JSON of TensorFlow.js, or else a file of another program.
 *
 * @throws InputError where there are several
 */
async function soleModel(folder: string): Promise<string | undefined> {
  const names = (await readdir(folder)).sort();
  const json: string[] = [];
  for (const name of names.filter((each) => each.endsWith(".json")).slice(0, MOST_JSON)) {
    const path = join(folder, name);
    if ((await isFile(path)) && MANIFEST.test((await readBounded(path, { most: LARGEST_JSON })).toString("utf8"))) {
      json.push(name);
    }
  }
  const models = json.length > 0 ? json : names.filter((name) => MODEL_NAMES.test(name));
  if (models.length <= 1) return models[0] && join(folder, models[0]);
  const shown = `${models.slice(0, 5).join(", ")}${models.length > 5 ? ", ..." : ""}`;
  throw new InputError(folder, {
    expected: "a folder with one model",
    got: shown,
    remedy: "Give the path of the one that is meant.",
  });
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
