import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import { type Card, type CardContent, cardSchema } from "../core/card.ts";
import { InputError } from "../core/error.ts";
import { sha256, temporaryName, writeAtomic } from "../core/files.ts";
import { tensorflowShape } from "../network/arrange.ts";
import type { BoundNetwork } from "../network/bound-network.ts";
import { tensorflowName } from "../network/weight.ts";
import { CARD_FILE, MODEL_FILE, WEIGHTS_FILE } from "./checkpoint-files.ts";
import { weightOfGroup } from "./grouped-weights.ts";
import { toLayersModel } from "./layers-model.ts";

/**
 * Writes a checkpoint folder: `model.json` and `weights.bin` in TensorFlow.js' own LayersModel format, which
 * `tf.loadLayersModel` opens, and `card.json`. Of a network that TensorFlow.js has no layers for (attention)
 * `model.json` says where the weights lie and no more.
 *
 * The folder is written under a temporary name and renamed. Where a checkpoint was there before, a reader meets the
 * old one, the new one or, for an instant, none; never a part. Only an empty folder or a checkpoint is replaced.
 *
 * @returns the card as written
 */
export async function saveCheckpoint(directory: string, network: BoundNetwork, content: CardContent): Promise<Card> {
  const target = resolve(directory);
  const replaces = await replaceable(target);
  const { modelFile, weights } = await encode(network, content);
  const card: Card = cardSchema.parse({
    schema: "ipswap-eval/checkpoint/1",
    ...content,
    weights: { sha256: sha256(weights), bytes: weights.byteLength },
  });

  await mkdir(dirname(target), { recursive: true });
  const fresh = temporaryName(target);
  try {
    await writeAtomic(join(fresh, WEIGHTS_FILE), weights);
    await writeAtomic(join(fresh, MODEL_FILE), JSON.stringify(modelFile));
    await writeAtomic(join(fresh, CARD_FILE), `${JSON.stringify(card, undefined, 2)}\n`);
    if (replaces) await swap(fresh, target);
    else await rename(fresh, target);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return card;
}

/** Whether something is there to be replaced. */
async function replaceable(target: string): Promise<boolean> {
  let names: string[];
  try {
    names = await readdir(target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw new InputError(target, { expected: "a folder or nothing yet", got: (error as Error).message });
  }
  const foreign = names.find((name) => name !== CARD_FILE && name !== MODEL_FILE && name !== WEIGHTS_FILE);
  if (foreign !== undefined) {
    throw new InputError(target, {
      expected: "an empty folder or a checkpoint to replace",
      got: `a folder with ${foreign} in it`,
      remedy: "Choose another place.",
    });
  }
  return true;
}

async function swap(fresh: string, target: string): Promise<void> {
  const old = temporaryName(target);
  await rename(target, old);
  try {
    await rename(fresh, target);
  } catch (error) {
    await rename(old, target);
    throw error;
  }
  await rm(old, { recursive: true, force: true });
}

async function encode(
  { layer, weights }: BoundNetwork,
  { architecture, input, tool }: CardContent,
): Promise<{ modelFile: object; weights: Uint8Array }> {
  const values = new Map(
    weights.map(({ spec, variable }) => [tensorflowName(spec), variable.dataSync() as Float32Array]),
  );
  const model = toLayersModel(architecture, layer, input, (name, shape) => weightOfGroup(name, shape, values));
  const manifest = (specs: readonly object[]) => [{ paths: [WEIGHTS_FILE], weights: specs }];
  if (model === undefined) {
    const specs = weights.map(({ spec }) => ({
      name: tensorflowName(spec),
      shape: tensorflowShape(spec),
      dtype: "float32",
    }));
    return {
      modelFile: { convertedBy: tool, modelTopology: null, weightsManifest: manifest(specs) },
      weights: Buffer.concat([...values.values()].map(bytesOf)),
    };
  }
  const { modelTopology, format, generatedBy, weightSpecs = [], weightData } = await artifactsOf(model);
  model.dispose();
  if (weightData === undefined) throw new Error("TensorFlow.js handed over no weights");
  return {
    modelFile: { format, generatedBy, convertedBy: tool, modelTopology, weightsManifest: manifest(weightSpecs) },
    weights: new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData)),
  };
}

async function artifactsOf(model: tfl.LayersModel): Promise<tf.io.ModelArtifacts> {
  let artifacts: tf.io.ModelArtifacts = {};
  await model.save(
    tf.io.withSaveHandler(async (given) => {
      artifacts = given;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
    }),
  );
  return artifacts;
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) => new Uint8Array(buffer, byteOffset, byteLength);
