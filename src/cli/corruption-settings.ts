import { type ConstantSet, type CorruptionOptions, constantSetFor } from "../../corruptions/index.ts";
import type { Dataset } from "../core/dataset.ts";
import { sha256 } from "../core/files.ts";
import { readFrostTextures } from "../data/frost-textures.ts";

/** How corrupted images are made, and what a result says about that. */
export interface CorruptionSettings {
  readonly options: CorruptionOptions;
  readonly constants: ConstantSet;
  /** `procedural`, or the SHA-256 of the textures given. */
  readonly frostTextures: string;
}

/** Settings from the options `--constants` and `--frost-textures`, for images of this set's size. */
export async function corruptionSettings(
  dataset: Pick<Dataset, "height" | "width">,
  given: { readonly constants?: ConstantSet | undefined; readonly frostTextures?: string | undefined },
): Promise<CorruptionSettings> {
  const constants = constantSetFor(dataset, { constants: given.constants });
  if (given.frostTextures === undefined) return { options: { constants }, constants, frostTextures: "procedural" };
  const frostTextures = await readFrostTextures(given.frostTextures);
  const hash = sha256(...frostTextures.flatMap(({ pixels, height, width }) => [`${height} ${width} `, pixels]));
  return { options: { constants, frostTextures }, constants, frostTextures: hash };
}
