import type { Dataset } from "../core/dataset.ts";
import { packageFile } from "../core/package-file.ts";
import { parseNormalization } from "../model/import/normalization.ts";
import type { Network } from "../model/network.ts";
import { openNetwork } from "../model/open-network.ts";

/** The checkpoints that come with the program: the baseline and the method. */
export const BUNDLED: readonly string[] = ["hard-label", "ipswap"].map((name) =>
  packageFile(`assets/checkpoints/${name}`),
);

/** What a user may have to say of a checkpoint that does not say it itself. */
interface CheckpointOptions {
  readonly arch?: string | undefined;
  readonly normalize?: string | undefined;
}

/** Opens a checkpoint of any format for the images and classes of a set. */
export function openCheckpoint(
  path: string,
  { arch, normalize }: CheckpointOptions,
  dataset: Dataset,
): Promise<Network> {
  const { classes, height, width } = dataset;
  return openNetwork(path, {
    classes,
    imageSize: { height, width },
    ...(arch === undefined ? {} : { architecture: arch }),
    ...(normalize === undefined ? {} : { normalization: parseNormalization(normalize) }),
  });
}
