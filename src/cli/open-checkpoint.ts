import { InputError } from "../core/error.ts";
import { packageFile } from "../core/package-file.ts";
import { parseNormalization } from "../import/shared/normalization.ts";
import type { Network } from "../model/network.ts";
import { openNetwork } from "../model/open-network.ts";
import { requireFit } from "../model/require-fit.ts";
import { resizeInFront } from "../model/resize-in-front.ts";
import {
  architectureWarning,
  type CheckTools,
  normalizationWarning,
  suggestNormalization,
} from "../model/sanity-checks.ts";
import { distinctNames } from "./distinct-names.ts";

/** The checkpoints that come with the program: the baseline and the method. */
export const BUNDLED: readonly string[] = ["hard-label", "ipswap"].map((name) =>
  packageFile(`assets/checkpoints/${name}`),
);

/** What a user may have to say of checkpoints that do not say it themselves: once for all, or once for each. */
interface CheckpointOptions {
  readonly arch?: readonly string[] | undefined;
  readonly normalize?: readonly string[] | undefined;
  /** Side to enlarge images to; true: the one that the network says. */
  readonly resize?: number | true | undefined;
}

/** What is the same for all checkpoints of a command. */
interface OpenContext extends CheckTools {
  readonly options: CheckpointOptions;
  /** Where doubts go, a sentence each. */
  readonly warn: (sentence: string) => void;
}

/**
 * Opens checkpoints of any format for the images and classes of a set, under names that tell them apart. Where the user
 * or a guess decided how a file is read, a plain check says whether another way would do much better: a wrong reading
 * spoils every figure and breaks nothing.
 *
 * @throws InputError where one cannot be opened, or an option is given for another number of checkpoints
 */
export async function openCheckpoints(paths: readonly string[], context: OpenContext): Promise<Network[]> {
  const { arch, normalize } = context.options;
  const arches = forEach("--arch", arch, paths);
  const normalizations = forEach("--normalize", normalize, paths);
  const opened: Network[] = [];
  try {
    for (const [index, path] of paths.entries()) {
      opened.push(await openCheckpoint(path, arches[index], normalizations[index], context));
    }
    const names = distinctNames(opened.map(({ name }, index) => ({ name, path: paths[index] })));
    const networks = opened.map((network, index) => ({ ...network, name: names[index] }));
    for (const [index, network] of networks.entries()) {
      await check(network, paths[index], normalizations[index], context);
    }
    return networks;
  } catch (error) {
    for (const network of opened) network.dispose();
    throw error;
  }
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
  { options: { resize }, dataset, engine }: OpenContext,
): Promise<Network> {
  const { classes, height, width } = dataset;
  const fitting = (opened: Network): Network => {
    const fits = resize === undefined ? opened : resizeInFront(opened, { height, width });
    requireFit(fits, dataset);
    return fits;
  };
  const imageSize = typeof resize === "number" ? { height: resize, width: resize } : { height, width };
  const network = await openNetwork(path, {
    engine,
    suggestNormalization: (unsaid) => suggestNormalization(fitting(unsaid), { dataset, engine }),
    classes,
    // The size that a network says itself is wanted where the user asks for it.
    ...(resize !== true && { imageSize }),
    ...(arch !== undefined && { architecture: arch }),
    ...(normalize !== undefined && { normalization: parseNormalization(normalize) }),
  });
  try {
    return fitting(network);
  } catch (error) {
    network.dispose();
    throw error;
  }
}

/** Warns where a file is probably not what it was taken for. */
async function check(
  network: Network,
  path: string,
  normalize: string | undefined,
  context: OpenContext,
): Promise<void> {
  const { options, warn } = context;
  const doubts = [
    normalize === undefined ? undefined : await normalizationWarning(network, context),
    network.alternatives === undefined || options.arch !== undefined
      ? undefined
      : await architectureWarning(network, (id) => openCheckpoint(path, id, normalize, context), context),
  ];
  for (const doubt of doubts) if (doubt !== undefined) warn(doubt);
}
