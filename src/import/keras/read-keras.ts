import { InputError } from "../../core/error.ts";
import { parseJson } from "../../core/json.ts";
import { openZip } from "../../core/zip-archive.ts";
import type { ImportedModel, ModelFile } from "../shared/imported-model.ts";
import { archivedWeights } from "./archived-weights.ts";
import { type Hdf5, withHdf5 } from "./hdf5.ts";
import { importKeras } from "./import-keras.ts";
import type { KerasWeights } from "./keras-weights.ts";
import { slashedGroups } from "./slashed-groups.ts";

/** Reads a whole model that Keras saved as HDF5: the configuration is an attribute, weights lie by layer. */
export async function importKerasHdf5(file: ModelFile): Promise<ImportedModel> {
  const { configuration, version, groups, weights } = await withHdf5(file.content, file.path, (hdf5) => {
    const configuration = text(hdf5.attribute("/", "model_config"));
    const whole = configuration !== undefined;
    return {
      configuration,
      version: text(hdf5.attribute("/", "keras_version")),
      groups: whole ? [] : hdf5.children("/"),
      weights: whole ? groupedWeights(hdf5) : [],
    };
  });
  if (configuration === undefined) {
    const alone = groups.some((name) => /^(layers|_layer_checkpoint_dependencies|top_level_model_weights)$/.test(name));
    throw new InputError(file.path, {
      expected: "a whole Keras model",
      got: alone ? "its weights alone" : "HDF5 without a model_config, perhaps weights alone",
      remedy: "Where the model was built: model.load_weights(FILE), then model.save('model.keras').",
    });
  }
  return importKeras("keras-hdf5", parse(configuration, file.path), weights, {
    ...file,
    // Files of before 2.0.5 or so do not say.
    generation: version === undefined || /^[12]\./.test(version) ? 2 : 3,
  });
}

/** Reads a `.keras` file: a zip archive of the configuration and an HDF5 file of variables. */
export async function importKerasZip(file: ModelFile): Promise<ImportedModel> {
  const archive = await openZip(file.content, file.path);
  const configuration = parse(archive.read("config.json").toString("utf8"), file.path);
  const subject = `${file.path}, model.weights.h5`;
  const weights = await withHdf5(archive.read("model.weights.h5"), subject, (hdf5) =>
    archivedWeights(slashedGroups(hdf5), configuration),
  );
  const version = archive.names.includes("metadata.json") ? archive.read("metadata.json").toString("utf8") : "";
  const generation = /"keras_version":\s*"2\./.test(version) ? 2 : 3;
  return importKeras("keras-zip", configuration, weights, { ...file, generation });
}

function parse(json: string, subject: string): unknown {
  return parseJson(json, subject, { expected: "a configuration in JSON" });
}

/** Texts of old files are bytes. */
function text(value: unknown): string | undefined {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("utf8").replace(/\0+$/, "");
  return typeof value === "string" ? value : undefined;
}

/** `/model_weights/<layer>`, with the names of its arrays in an attribute, in order. */
function groupedWeights(hdf5: Hdf5): KerasWeights {
  const root = hdf5.children("/").includes("model_weights") ? "/model_weights" : "";
  const layers = listed(hdf5, root || "/", "layer_names");
  return layers.flatMap((layer) =>
    listed(hdf5, `${root}/${layer}`, "weight_names").map((name) => ({
      path: [layer, ...name.split("/").slice(0, -1)],
      ...hdf5.array(`${root}/${layer}/${name}`),
    })),
  );
}

/** Names in one attribute, or, where HDF5's limit of 64 kB for one would not do, in several with a number behind. */
function listed(hdf5: Hdf5, group: string, attribute: string): readonly string[] {
  const whole = hdf5.attribute(group, attribute);
  const lists = [whole];
  for (let part = 0; whole === undefined; part++) {
    const names = hdf5.attribute(group, `${attribute}${part}`);
    if (names === undefined) break;
    lists.push(names);
  }
  return lists.flatMap((names) => (Array.isArray(names) ? names.map((name) => text(name) ?? String(name)) : []));
}
