import { importWeights } from "./architecture/import-weights.ts";
import { type FileFormat, recogniseFormat } from "./file-format.ts";
import { importKerasHdf5, importKerasZip } from "./keras/read-keras.ts";
import { importOnnx } from "./onnx/import-onnx.ts";
import { readPytorchLegacy, readPytorchZip } from "./pytorch/read-pytorch.ts";
import { readSafetensors } from "./safetensors/read-safetensors.ts";
import { classNamesInMetadata } from "./shared/class-names.ts";
import type { ImportedModel, ModelFile } from "./shared/imported-model.ts";
import { decodePortableCard, PORTABLE_CARD_KEY } from "./shared/portable-card.ts";
import { TOP_LEVEL } from "./shared/weights.ts";
import { importTfjs } from "./tfjs/import-tfjs.ts";

/** One importer per format. */
const IMPORTERS: Readonly<Record<FileFormat, (file: ModelFile) => Promise<ImportedModel>>> = {
  "pytorch-zip": async (file) => importWeights("pytorch-zip", await readPytorchZip(file.content, file.path), file),
  "pytorch-legacy": async (file) => importWeights("pytorch-legacy", readPytorchLegacy(file.content, file.path), file),
  onnx: importOnnx,
  "keras-hdf5": importKerasHdf5,
  "keras-zip": importKerasZip,
  tfjs: importTfjs,
  safetensors: async (file) => {
    const { weights, metadata } = readSafetensors(file.content, file.path);
    const card = decodePortableCard(metadata[PORTABLE_CARD_KEY]);
    const classNames = classNamesInMetadata(new Map(Object.entries(metadata)));
    return importWeights("safetensors", { sets: [{ name: TOP_LEVEL, weights }], classNames, card }, file);
  },
};

/**
 * Reads a model file of any known format. Nothing in it is executed.
 *
 * @throws InputError where it is of no known format, damaged, or uses what is not supported
 */
export async function importModel(file: ModelFile): Promise<ImportedModel> {
  return IMPORTERS[await recogniseFormat(file.content, file.path)](file);
}
