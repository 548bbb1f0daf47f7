import type { Dataset } from "../core/dataset.ts";
import { type CorruptedImages, generatedImages, imagesFromFiles } from "../evaluate/corrupted-images.ts";
import type { CorruptionOptions } from "./commands/corruption-options.ts";
import { corruptionSettings } from "./corruption-settings.ts";

/**
 * Corrupted images of a set as the options ask: from files, or made on the way.
 *
 * @param ids corruptions that will be asked for
 */
export async function openCorrupted(
  options: CorruptionOptions & { readonly seed: number; readonly threads?: number | undefined },
  ids: readonly string[],
  dataset: Dataset,
): Promise<CorruptedImages> {
  if (options.corruptionFiles !== undefined) return imagesFromFiles(options.corruptionFiles, dataset, ids);
  const { options: corruptionOptions, constants, frostTextures } = await corruptionSettings(dataset, options);
  const { threads } = options;
  return generatedImages(
    dataset,
    options.seed,
    { constants, frostTextures },
    { ...corruptionOptions, ...(threads === undefined ? {} : { threads }) },
  );
}
