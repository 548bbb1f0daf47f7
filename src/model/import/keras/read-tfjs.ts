import { basename, dirname, join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { InputError } from "../../../core/error.ts";
import { readBounded } from "../../checkpoint-files.ts";
import type { ImportedModel, ModelFile } from "../imported-model.ts";
import { checkedElementCount } from "../weights.ts";
import { importKeras } from "./import-keras.ts";
import type { KerasVariable, KerasWeights } from "./keras-weights.ts";

const LARGEST_WEIGHTS = 2 ** 31 - 1;

const weightSchema = z.object({
  name: z.string(),
  shape: z.array(z.number()),
  dtype: z.enum(["float32", "int32", "bool", "float16"]),
  quantization: z
    .object({ dtype: z.enum(["uint8", "uint16", "float16"]), scale: z.number().optional(), min: z.number().optional() })
    .optional(),
});

const modelSchema = z.object({
  format: z.string().optional(),
  modelTopology: z.record(z.string(), z.unknown()),
  weightsManifest: z.array(z.object({ paths: z.array(z.string()), weights: z.array(weightSchema) })),
});

type Manifest = z.infer<typeof modelSchema>["weightsManifest"];

/**
 * Reads a TensorFlow.js LayersModel: `model.json`, which holds a Keras configuration, and the weights beside it.
 *
 * @throws InputError on a GraphModel, which is TensorFlow's own operations and not layers
 */
export async function importTfjs(file: ModelFile): Promise<ImportedModel> {
  const { format, modelTopology, weightsManifest } = parse(file);
  if (format === "graph-model" || "node" in modelTopology) {
    throw new InputError(file.path, {
      expected: "a TensorFlow.js LayersModel",
      got: "a GraphModel",
      remedy: "Convert the original model to ONNX (tf2onnx), or save it as a LayersModel.",
    });
  }
  const configuration = modelTopology["model_config"] ?? modelTopology;
  const files = await readFiles(weightsManifest, file.path);
  const weights = decodeAll(weightsManifest, files, file.path);
  const model = await importKeras("tfjs", configuration, weights, { ...file, generation: 2 });
  return { ...model, companions: files };
}

function parse({ content, path }: ModelFile): z.infer<typeof modelSchema> {
  let json: unknown;
  try {
    json = JSON.parse(content.toString("utf8"));
  } catch (error) {
    throw new InputError(path, { expected: "a model.json of TensorFlow.js", got: (error as Error).message });
  }
  const parsed = modelSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new InputError(path, { expected: "a model.json of TensorFlow.js", got: z.prettifyError(parsed.error) });
}

/** The bytes of each group of weights. */
async function readFiles(manifest: Manifest, path: string): Promise<Buffer[]> {
  const groups: Buffer[] = [];
  for (const { paths } of manifest) {
    const parts: Buffer[] = [];
    for (const name of paths) parts.push(await readBeside(path, name));
    groups.push(Buffer.concat(parts));
  }
  return groups;
}

/** Weights by layer: `<layer>/<variable>`, with the model's own name in front where a converter wrote them. */
function decodeAll(manifest: Manifest, groups: readonly Buffer[], path: string): KerasWeights {
  const weights = new Map<string, KerasVariable[]>();
  manifest.forEach((group, i) => {
    for (const [name, variable] of decode(groups[i], group.weights, path)) {
      const layer = name.split("/").at(-2) ?? name;
      weights.set(layer, [...(weights.get(layer) ?? []), variable]);
    }
  });
  return weights;
}

async function readBeside(path: string, name: string): Promise<Buffer> {
  if (name === "" || name !== basename(name) || name.includes("\\") || name.startsWith("..")) {
    throw new InputError(`${path}, weights "${name.slice(0, 100)}"`, {
      expected: "a file beside model.json",
      got: "a path that leads elsewhere",
    });
  }
  return readBounded(join(dirname(path), name), { most: LARGEST_WEIGHTS });
}

function decode(data: Buffer, specs: Manifest[0]["weights"], path: string): [string, KerasVariable][] {
  for (const { name, shape } of specs) checkedElementCount(shape, `${path}, weight ${name}`);
  const needed = specs.reduce((sum, spec) => sum + spec.shape.reduce((a, b) => a * b, 1) * bytesOf(spec), 0);
  if (needed !== data.length) {
    throw new InputError(`${path}, weights`, { expected: `${needed} bytes`, got: `${data.length}` });
  }
  const bytes = new Uint8Array(data).buffer;
  const tensors = tf.io.decodeWeights(bytes, specs as tf.io.WeightsManifestEntry[]);
  return Object.entries(tensors).map(([name, tensor]) => {
    const variable = { shape: tensor.shape, values: Float32Array.from(tensor.dataSync()) };
    tensor.dispose();
    return [name, variable];
  });
}

const BYTES = { float32: 4, int32: 4, bool: 1, float16: 2, uint8: 1, uint16: 2 } as const;

const bytesOf = ({ dtype, quantization }: Manifest[0]["weights"][0]): number => BYTES[quantization?.dtype ?? dtype];
