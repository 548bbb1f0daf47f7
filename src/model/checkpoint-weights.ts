import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import type { Card } from "../core/card.ts";
import { elementCount } from "../core/element-count.ts";
import { InputError } from "../core/error.ts";
import { sha256 } from "../core/files.ts";
import { readJson } from "../core/json.ts";
import { readBounded } from "../core/regular-file.ts";
import { tensorflowShape } from "../network/arrange.ts";
import type { Layer } from "../network/layer.ts";
import { tensorflowName } from "../network/weight.ts";
import { CARD_FILE, MODEL_FILE, modelFileSchema } from "./checkpoint-files.ts";
import { joinGroups } from "./grouped-weights.ts";
import { toLayersModel } from "./layers-model.ts";

/** Numbers by the weight's name in `model.json`, in TensorFlow.js' layout. */
export type NamedWeights = ReadonlyMap<string, Float32Array>;

/**
 * The weights of a checkpoint folder, for the network that its card names.
 *
 * @throws InputError where `model.json` or the weights do not fit the network, or are not those that the card was
 * written for
 */
export async function readCheckpointWeights(folder: string, card: Card, layer: Layer): Promise<NamedWeights> {
  const path = join(folder, MODEL_FILE);
  const file = await readJson(path, modelFileSchema, { expected: `the ${MODEL_FILE} of a checkpoint` });
  const stored = checkTopology(path, file.modelTopology, card, layer);
  const [{ paths, weights: specs }] = file.weightsManifest;
  checkSpecs(path, specs, card.architecture, stored);

  const bytes = specs.reduce((sum, { shape }) => sum + 4 * elementCount(shape), 0);
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
  return joinGroups(
    specs.map(({ name, shape }) => {
      const start = offset;
      offset += elementCount(shape);
      return { name, shape, values: values.subarray(start, offset) };
    }),
  );
}

/** Shapes of stored weights by name. */
type StoredShapes = ReadonlyMap<string, readonly number[]>;

/**
 * Initialisers say nothing about a trained network; everything else must be what this program writes. Weights alone, without
 * layers, are a checkpoint of any network.
 *
 * @returns the weights that such a file holds
 */
function checkTopology(
  path: string,
  topology: { readonly config: unknown } | null,
  card: Card,
  layer: Layer,
): StoredShapes {
  if (topology === null) return new Map(layer.weights.map((spec) => [tensorflowName(spec), tensorflowShape(spec)]));
  const structure = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value, (key, inner) => (key.endsWith("initializer") ? undefined : inner)));
  const model = toLayersModel(card.architecture, layer, card.input);
  const built = model?.toJSON(undefined, false) as Record<string, unknown> | undefined;
  const stored = model?.weights.map(({ originalName, shape }) => [originalName, shape as number[]] as const);
  model?.dispose();
  if (!isDeepStrictEqual(structure(topology.config), structure(built?.["config"] ?? null))) {
    throw new InputError(`${path}, modelTopology`, {
      expected: `the layers of ${card.architecture} for this image size and these classes`,
      got: "other layers",
      remedy: `${CARD_FILE} and ${MODEL_FILE} do not belong together.`,
    });
  }
  return new Map(stored);
}

function checkSpecs(path: string, specs: Specs, architecture: string, stored: StoredShapes): void {
  const expected = new Map(stored);
  for (const { name, shape } of specs) {
    const fits = expected.get(name);
    if (fits === undefined || !isDeepStrictEqual(fits, shape)) {
      throw new InputError(`${path}, weight ${name}`, {
        expected: fits === undefined ? `a weight of ${architecture}, each once` : `shape [${fits.join(", ")}]`,
        got: fits === undefined ? "one too many" : `[${shape.join(", ")}]`,
      });
    }
    expected.delete(name);
  }
  const [missing] = expected.keys();
  if (missing !== undefined) {
    throw new InputError(path, { expected: `every weight of ${architecture}`, got: `none called ${missing}` });
  }
}
