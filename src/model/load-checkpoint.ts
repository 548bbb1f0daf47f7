import { stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { z } from "zod";
import { type Card, cardSchema } from "../core/card.ts";
import { InputError } from "../core/error.ts";
import { sha256 } from "../core/files.ts";
import { readJson } from "../core/json.ts";
import { readBounded } from "../core/regular-file.ts";
import { applyLayers } from "./apply-layers.ts";
import { findArchitecture } from "./architectures/index.ts";
import { buildModel } from "./build.ts";
import { CARD_FILE, MODEL_FILE, modelFileSchema, RUN_CHECKPOINT } from "./checkpoint-files.ts";
import type { Network } from "./network.ts";

/** A network of this program's own making, with what it says about itself. */
export interface Checkpoint extends Network {
  readonly card: Card;
  readonly model: LayersModel;
}

/**
 * Opens a checkpoint folder, or the folder of a finished training run.
 *
 * Nothing in the files is executed: the layers are built from the architecture that the card names, and `model.json`
 * and the weights must fit them exactly. Weights are read from inside the folder only, and only as many bytes as the
 * architecture needs.
 *
 * @throws InputError with the file and the reason, on anything missing, damaged or not fitting
 */
export async function loadCheckpoint(directory: string): Promise<Checkpoint> {
  const folder = await locate(directory);
  const cardPath = join(folder, CARD_FILE);
  const card = await readJson(cardPath, cardSchema, { expected: `the ${CARD_FILE} of a checkpoint` });
  const shape = { ...card.input, classes: card.classes.length };
  const model = buildModel(findArchitecture(card.architecture, `${cardPath}, architecture`), shape);
  try {
    setWeights(model, await readWeights(folder, card, model));
  } catch (error) {
    model.dispose();
    throw error;
  }
  return {
    name: nameOf(folder),
    sha256: card.weights.sha256,
    architecture: card.architecture,
    classes: card.classes,
    classesStated: true,
    ...(card.superclasses && {
      superclasses: { names: card.superclasses.names, of: Int32Array.from(card.superclasses.of) },
    }),
    ...card.input,
    normalization: card.normalization,
    output: "logits",
    card,
    model,
    forward: (normalized, hook) => applyLayers(model, normalized, hook) as tf.Tensor2D,
    dispose: () => {
      model.dispose();
    },
  };
}

async function locate(directory: string): Promise<string> {
  const folder = resolve(directory);
  for (const candidate of [folder, join(folder, RUN_CHECKPOINT)]) {
    if (await exists(join(candidate, CARD_FILE))) return candidate;
  }
  const got = !(await exists(folder))
    ? "no such folder"
    : (await exists(join(folder, MODEL_FILE)))
      ? `one without ${CARD_FILE}`
      : `neither ${CARD_FILE} nor ${MODEL_FILE}`;
  throw new InputError(directory, {
    expected: `a checkpoint folder (${CARD_FILE}, ${MODEL_FILE} and weights), or another program's model`,
    got,
    remedy: "A training run's folder holds one when the training has finished.",
  });
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** The folder's own name; for the checkpoint inside a run's folder, the run's. */
function nameOf(folder: string): string {
  const own = basename(folder);
  return own === RUN_CHECKPOINT ? basename(dirname(folder)) || own : own;
}

type NamedWeights = ReadonlyMap<string, Float32Array>;

async function readWeights(folder: string, card: Card, model: LayersModel): Promise<NamedWeights> {
  const path = join(folder, MODEL_FILE);
  const file = await readJson(path, modelFileSchema, { expected: `the ${MODEL_FILE} of a checkpoint` });
  checkTopology(path, file.modelTopology, model);
  const [{ paths, weights: specs }] = file.weightsManifest;
  checkSpecs(path, specs, model);

  const bytes = specs.reduce((sum, { shape }) => sum + 4 * tf.util.sizeFromShape(shape), 0);
  const files: Buffer[] = [];
  let left = bytes;
  for (const [index, name] of paths.entries()) {
    const last = index === paths.length - 1;
    const content = await readBounded(join(folder, name), last ? { exactly: left } : { most: left });
    left -= content.byteLength;
    files.push(content);
  }
  const hash = sha256(...files);
  if (hash !== card.weights.sha256) {
    throw new InputError(`${folder}, weights`, {
      expected: `SHA-256 ${card.weights.sha256}, as ${CARD_FILE} says`,
      got: hash,
      remedy: "The weights were damaged or replaced; copy or train the checkpoint again.",
    });
  }
  return slice(Buffer.concat(files), specs);
}

type Specs = z.output<typeof modelFileSchema>["weightsManifest"][0]["weights"];

function slice(bytes: Buffer, specs: Specs): NamedWeights {
  // A copy of its own, so that the floats are aligned.
  const values = new Float32Array(new Uint8Array(bytes).buffer);
  let offset = 0;
  return new Map(
    specs.map(({ name, shape }) => {
      const start = offset;
      offset += tf.util.sizeFromShape(shape);
      return [name, values.subarray(start, offset)];
    }),
  );
}

/** Initialisers say nothing about a trained network; everything else must be what this program builds. */
function checkTopology(path: string, topology: { readonly config: unknown }, model: LayersModel): void {
  const structure = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value, (key, inner) => (key.endsWith("initializer") ? undefined : inner)));
  const built = model.toJSON(undefined, false) as Record<string, unknown>;
  if (!isDeepStrictEqual(structure(topology.config), structure(built["config"]))) {
    throw new InputError(`${path}, modelTopology`, {
      expected: `the layers of ${model.name} for this image size and these classes`,
      got: "other layers",
      remedy: `${CARD_FILE} and ${MODEL_FILE} do not belong together.`,
    });
  }
}

function checkSpecs(path: string, specs: Specs, model: LayersModel): void {
  const expected = new Map(model.weights.map((weight) => [weight.originalName, weight.shape as number[]]));
  for (const { name, shape } of specs) {
    const fits = expected.get(name);
    if (fits === undefined || !isDeepStrictEqual(fits, shape)) {
      throw new InputError(`${path}, weight ${name}`, {
        expected: fits === undefined ? `a weight of ${model.name}, each once` : `shape [${fits.join(", ")}]`,
        got: fits === undefined ? "one too many" : `[${shape.join(", ")}]`,
      });
    }
    expected.delete(name);
  }
  const [missing] = expected.keys();
  if (missing !== undefined) {
    throw new InputError(path, { expected: `every weight of ${model.name}`, got: `none called ${missing}` });
  }
}

function setWeights(model: LayersModel, values: NamedWeights): void {
  tf.tidy(() => {
    for (const weight of model.weights) {
      const found = values.get(weight.originalName);
      if (found === undefined) throw new Error(`no values for ${weight.originalName}`);
      weight.write(tf.tensor(found, weight.shape as number[]));
    }
  });
}
