import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Normalization } from "../core/classifier.ts";
import { InputError } from "../core/error.ts";
import { sha256 } from "../core/files.ts";
import { readBounded } from "./checkpoint-files.ts";
import { importModel } from "./import/import-model.ts";
import type { ImportedModel, ImportOptions } from "./import/imported-model.ts";
import { NORMALIZATIONS } from "./import/normalization.ts";
import { loadCheckpoint } from "./load-checkpoint.ts";
import type { Network } from "./network.ts";

/** Largest model file read; it is held in memory. */
const LARGEST_FILE = 2 ** 31 - 1;

/** What another program's file does not say of itself. */
export interface OpenOptions extends ImportOptions {
  /** `--normalize`; needed for everything but this program's own checkpoints, which say it themselves. */
  readonly normalization?: Normalization;
  /** Names of the classes, in the order of the outputs; default `class 0`, `class 1`, ... */
  readonly classes?: readonly string[];
}

/**
 * Opens a trained network, whatever program wrote it: a checkpoint folder of this program, PyTorch weights, safetensors,
 * ONNX, Keras or TensorFlow.js. The format is recognised from the content. Nothing in the files is executed.
 *
 * @throws InputError with the file and the reason, where it cannot be opened
 */
export async function openNetwork(path: string, options: OpenOptions = {}): Promise<Network> {
  const folder = await isFolder(path);
  if (folder && !(await isFile(join(path, "model.json")))) return loadCheckpoint(path);
  if (folder && (await isFile(join(path, "card.json")))) return loadCheckpoint(path);
  const file = folder ? join(path, "model.json") : path;
  const content = await readBounded(file, { most: LARGEST_FILE });
  const model = await importModel({ path: file, content, options });
  try {
    return describeNetwork(path, sha256(content), model, options);
  } catch (error) {
    model.dispose();
    throw error;
  }
}

function describeNetwork(path: string, hash: string, model: ImportedModel, options: OpenOptions): Network {
  // A file that this program exported says what its checkpoint said; an option is the user's word against it.
  const normalization = options.normalization ?? model.card?.normalization;
  const classes = model.card?.classes ?? options.classes;
  if (normalization === undefined) {
    throw new InputError(path, {
      expected: "to know how the network's input is normalised",
      got: `${model.format}, which does not say`,
      remedy: `Add --normalize ${Object.keys(NORMALIZATIONS).join("|")} or mean,mean,mean/std,std,std.`,
    });
  }
  if (classes !== undefined && classes.length !== model.classes) {
    throw new InputError(path, {
      expected: `${classes.length} classes`,
      got: `a network with ${model.classes} outputs`,
    });
  }
  return {
    name: basename(path).replace(/\.(pth|pt|th|safetensors|onnx|keras|h5|json)$/i, ""),
    sha256: hash,
    architecture: model.architecture,
    classes: classes ?? Array.from({ length: model.classes }, (_, index) => `class ${index}`),
    height: model.height,
    width: model.width,
    normalization,
    forward: model.forward,
    dispose: model.dispose,
  };
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
