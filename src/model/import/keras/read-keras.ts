import { InputError } from "../../../core/error.ts";
import type { ImportedModel, ModelFile } from "../imported-model.ts";
import { openZip } from "../zip-archive.ts";
import { type Hdf5, withHdf5 } from "./hdf5.ts";
import { importKeras } from "./import-keras.ts";
import type { KerasVariable, KerasWeights } from "./keras-weights.ts";

/** Reads a whole model that Keras saved as HDF5: the configuration is an attribute, weights lie by layer. */
export async function importKerasHdf5(file: ModelFile): Promise<ImportedModel> {
  const { configuration, version, weights } = await withHdf5(file.content, file.path, (hdf5) => ({
    configuration: hdf5.attribute("/", "model_config"),
    version: hdf5.attribute("/", "keras_version"),
    weights: legacyWeights(hdf5),
  }));
  if (typeof configuration !== "string") {
    throw new InputError(file.path, {
      expected: "a whole Keras model",
      got: "HDF5 without a model_config, perhaps weights alone",
      remedy: "Save it with model.save().",
    });
  }
  return importKeras("keras-hdf5", parse(configuration, file.path), weights, {
    ...file,
    generation: typeof version === "string" && /^[12]\./.test(version) ? 2 : 3,
  });
}

/** Reads a `.keras` file: a zip archive of the configuration and an HDF5 file of variables. */
export async function importKerasZip(file: ModelFile): Promise<ImportedModel> {
  const archive = await openZip(file.content, file.path);
  const configuration = parse(archive.read("config.json").toString("utf8"), file.path);
  const subject = `${file.path}, model.weights.h5`;
  const weights = await withHdf5(archive.read("model.weights.h5"), subject, (hdf5) => variables(hdf5, configuration));
  return importKeras("keras-zip", configuration, weights, file);
}

function parse(text: string, subject: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError(subject, { expected: "a configuration in JSON", got: (error as Error).message });
  }
}

/** `/model_weights/<layer>`, with the names of its arrays in an attribute, in order. */
function legacyWeights(hdf5: Hdf5): KerasWeights {
  const root = hdf5.children("/").includes("model_weights") ? "/model_weights" : "";
  const weights = new Map<string, KerasVariable[]>();
  for (const layer of hdf5.children(root || "/")) {
    const names = hdf5.attribute(`${root}/${layer}`, "weight_names");
    if (!Array.isArray(names)) continue;
    weights.set(
      layer,
      names.map((name) => hdf5.array(`${root}/${layer}/${String(name)}`)),
    );
  }
  return weights;
}

/**
 * `/layers/<place>/vars/0...`, where the group says the layer's name; before Keras 3.4 or so it does not, and the place
 * is the layer's class with a counter.
 */
function variables(hdf5: Hdf5, configuration: unknown): KerasWeights {
  const byPlace = namesByPlace(configuration);
  const weights = new Map<string, KerasVariable[]>();
  for (const place of hdf5.children("/layers")) {
    const group = `/layers/${place}/vars`;
    const named = hdf5.attribute(group, "name");
    const layer = typeof named === "string" ? named : byPlace.get(place);
    const count = hdf5.children(group).length;
    if (layer === undefined || count === 0) continue;
    weights.set(
      layer,
      Array.from({ length: count }, (_, index) => hdf5.array(`${group}/${index}`)),
    );
  }
  return weights;
}

function namesByPlace(configuration: unknown): Map<string, string> {
  const layers = (configuration as { config?: { layers?: unknown } } | null)?.config?.layers;
  const counters = new Map<string, number>();
  const names = new Map<string, string>();
  for (const layer of Array.isArray(layers) ? layers : []) {
    const { class_name: kind, config } = layer as { class_name?: unknown; config?: { name?: unknown } };
    const base = snakeCase(String(kind));
    const used = counters.get(base) ?? 0;
    counters.set(base, used + 1);
    names.set(used === 0 ? base : `${base}_${used}`, String(config?.name));
  }
  return names;
}

/** Keras' own rule: `Conv2D` is `conv2d`, `BatchNormalization` is `batch_normalization`. */
function snakeCase(name: string): string {
  return name
    .replace(/\W+/g, "")
    .replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
}
