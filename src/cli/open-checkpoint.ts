import type { Dataset } from "../core/dataset.ts";
import { InputError } from "../core/error.ts";
import { packageFile } from "../core/package-file.ts";
import type { Engine } from "../engine/index.ts";
import { parseNormalization } from "../model/import/normalization.ts";
import type { Network } from "../model/network.ts";
import { openNetwork } from "../model/open-network.ts";
import { requireFit } from "../model/require-fit.ts";
import { resizeInFront } from "../model/resize-in-front.ts";
import { suggestNormalization } from "./check-normalization.ts";
import { distinctNames } from "./distinct-names.ts";

/** The checkpoints that come with the program: the baseline and the method. */
export const BUNDLED: readonly string[] = ["hard-label", "ipswap"].map((name) =>
  packageFile(`assets/checkpoints/${name}`),
);

/** What a user may have to say of checkpoints that do not say it themselves: once for all, or once for each. */
interface CheckpointOptions {
  readonly arch?: readonly string[] | undefined;
  readonly normalize?: readonly string[] | undefined;
  readonly resize: boolean;
}

/** What is the same for all checkpoints of a command. */
interface Surroundings {
  readonly options: CheckpointOptions;
  readonly dataset: Dataset;
  readonly engine: Engine;
}

/**
 * Opens checkpoints of any format for the images and classes of a set, under names that tell them apart.
 *
 * @throws InputError where one cannot be opened, or an option is given for another number of checkpoints
 */
export async function openCheckpoints(paths: readonly string[], surroundings: Surroundings): Promise<Network[]> {
  const { arch, normalize } = surroundings.options;
  const arches = forEach("--arch", arch, paths);
  const normalizations = forEach("--normalize", normalize, paths);
  const networks: Network[] = [];
  try {
    for (const [index, path] of paths.entries()) {
      networks.push(await openCheckpoint(path, arches[index], normalizations[index], surroundings));
    }
  } catch (error) {
    for (const network of networks) network.dispose();
    throw error;
  }
  const names = distinctNames(networks.map(({ name }, index) => ({ name, path: paths[index] })));
  return networks.map((network, index) => ({ ...network, name: names[index] }));
}

function forEach(option: string, given: readonly string[] | undefined, paths: readonly string[]) {
  if (given === undefined || given.length === 1) return paths.map(() => given?.[0]);
  if (given.length === paths.length) return given;
  throw new InputError(option, {
    expected: `one for all checkpoints, or one for each of the ${paths.length}`,
    got: `${given.length}: ${given.join(" ")}`,
  });
}

async function openCheckpoint(
  path: string,
  arch: string | undefined,
  normalize: string | undefined,
  { options, dataset, engine }: Surroundings,
): Promise<Network> {
  const { classes, height, width } = dataset;
  const fitting = (opened: Network): Network => {
    const fits = options.resize ? resizeInFront(opened, { height, width }) : opened;
    requireFit(fits, dataset);
    return fits;
  };
  const network = await openNetwork(path, {
    engine,
    suggestNormalization: (unsaid) => suggestNormalization(fitting(unsaid), dataset, engine),
    classes,
    imageSize: { height, width },
    ...(arch === undefined ? {} : { architecture: arch }),
    ...(normalize === undefined ? {} : { normalization: parseNormalization(normalize) }),
  });
  try {
    return fitting(network);
  } catch (error) {
    network.dispose();
    throw error;
  }
}
