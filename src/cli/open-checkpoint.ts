import type { Dataset } from "../core/dataset.ts";
import { InputError } from "../core/error.ts";
import { packageFile } from "../core/package-file.ts";
import { imagenetClasses } from "../data/imagenet-classes.ts";
import { areNumbered, matchClasses } from "../data/match-classes.ts";
import type { OtherOutputs } from "../data/other-outputs.ts";
import { parseNormalization } from "../import/shared/normalization.ts";
import { alignClasses } from "../model/align-classes.ts";
import { checkAnswers } from "../model/answer-check.ts";
import { greyWhereNeeded } from "../model/grey-data.ts";
import type { Network } from "../model/network.ts";
import { openNetwork, type WeightChange } from "../model/open-network.ts";
import { readClassNames } from "../model/read-class-names.ts";
import { requireImageSize } from "../model/require-fit.ts";
import { resizeInFront } from "../model/resize-in-front.ts";
import {
  architectureWarning,
  type CheckTools,
  classOrderWarning,
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
  /** Which of several sets of weights in a file. */
  readonly weights?: readonly string[] | undefined;
  /** Which of several outputs of a file. */
  readonly output?: readonly string[] | undefined;
  readonly normalize?: readonly string[] | undefined;
  /** Files with the names of the outputs; `data`: they are in the order of the data's classes. */
  readonly classes?: readonly string[] | undefined;
  /** What becomes of outputs whose class the data do not have. */
  readonly otherOutputs?: OtherOutputs | undefined;
  /** Side to enlarge images to; true: the one that the network says. */
  readonly resize?: number | true | undefined;
  /** The option that says how inputs are normalised, as a parameter; default: `normalization`. */
  readonly normalizationParameter?: string;
}

/** What is the same for all checkpoints of a command. */
interface OpenContext extends CheckTools {
  readonly options: CheckpointOptions;
  /** Where doubts go, a sentence each. */
  readonly warn: (sentence: string) => void;
}

/** Networks, and the data with the classes that they have. */
export interface OpenedCheckpoints {
  readonly networks: readonly Network[];
  readonly dataset: Dataset;
  /**
   * Why a network was perhaps not read as it was trained, a sentence each. Where the user or a guess decided how a file
   * is read, a plain check says whether another way would do much better: a wrong reading spoils every figure and breaks
   * nothing.
   */
  doubts(network: Network): Promise<readonly string[]>;
  /**
   * Reads a network once more, as it was read, with other values in its weights.
   *
   * @throws InputError where its format keeps them in a way that cannot hold others
   */
  withWeights(network: Network, change: WeightChange): Promise<Network>;
}

/** Opens checkpoints as `openUnchecked` does, and warns of every doubt about how they were read, which joins their notes. */
export async function openCheckpoints(paths: readonly string[], context: OpenContext): Promise<OpenedCheckpoints> {
  const opened = await openUnchecked(paths, context);
  try {
    const networks: Network[] = [];
    for (const network of opened.networks) {
      const unsteady = await checkAnswers(network, opened.dataset, context.engine);
      const doubts = [...(await opened.doubts(network)), ...(unsteady ? [unsteady.sentence] : [])];
      doubts.forEach(context.warn);
      networks.push({ ...network, notes: [...(network.notes ?? []), ...doubts] });
    }
    return { ...opened, networks };
  } catch (error) {
    for (const network of opened.networks) network.dispose();
    throw error;
  }
}

/**
 * Opens checkpoints of any format for the images and classes of a set, under names that tell them apart, and puts all
 * into one order of classes (`alignClasses`).
 *
 * @throws InputError where one cannot be opened, or an option is given for another number of checkpoints
 */
export async function openUnchecked(paths: readonly string[], context: OpenContext): Promise<OpenedCheckpoints> {
  const said = saidOf(paths, context.options);
  const opened: Network[] = [];
  try {
    for (const each of said) opened.push(await openCheckpoint(each, context));
    const names = distinctNames(opened.map(({ name }, index) => ({ name, path: paths[index] })));
    const named = opened.map((network, index) => ({ ...network, name: names[index] }));
    const { networks, dataset, notes } = alignClasses(
      greyWhereNeeded(context.dataset, named),
      named,
      context.options.otherOutputs,
    );
    const read = named.flatMap((network) => (network.notes ?? []).map((note) => `${network.name}: ${note}`));
    for (const note of [...read, ...notes]) context.warn(note);
    const doubts = (network: Network) => doubtsOf(network, said[networks.indexOf(network)], { ...context, dataset });
    const withWeights = async (network: Network, change: WeightChange) => {
      const other = await openCheckpoint(said[names.indexOf(network.name)], context, change);
      return alignClasses(dataset, [{ ...other, name: network.name }], context.options.otherOutputs).networks[0];
    };
    return { networks, dataset, doubts, withWeights };
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

/** Options that are given once for all checkpoints, or once for each. */
const EACH = ["arch", "weights", "output", "normalize", "classes"] as const;

/** What the user said of one checkpoint. */
type Said = { readonly path: string } & Readonly<Record<(typeof EACH)[number], string | undefined>>;

function saidOf(paths: readonly string[], options: CheckpointOptions): readonly Said[] {
  const given = EACH.map((option) => [option, forEach(`--${option}`, options[option], paths)] as const);
  return paths.map(
    (path, i) => ({ path, ...Object.fromEntries(given.map(([option, of]) => [option, of[i]])) }) as Said,
  );
}

async function openCheckpoint(
  said: Said,
  { options: { resize, otherOutputs, normalizationParameter }, dataset, engine }: OpenContext,
  changeWeight?: WeightChange,
): Promise<Network> {
  const { path, arch, weights, output, normalize } = said;
  const { height, width } = dataset;
  const classes = await namesOf(said.classes, dataset);
  const fitting = (opened: Network): Network => {
    const fits = resize === undefined ? opened : resizeInFront(opened, { height, width });
    requireImageSize(fits, dataset);
    return fits;
  };
  const imageSize = typeof resize === "number" ? { height: resize, width: resize } : { height, width };
  const network = await openNetwork(path, {
    engine,
    ...(dataset.maps === undefined
      ? {
          suggestNormalization: (unsaid: Network) => {
            const aligned = alignClasses(dataset, [fitting(unsaid)], otherOutputs);
            return suggestNormalization(aligned.networks[0], { dataset: aligned.dataset, engine });
          },
        }
      : { answer: "map" as const }),
    ...(normalizationParameter !== undefined && { normalizationParameter }),
    ...(classes !== undefined && { classes }),
    // The size that a network says itself is wanted where the user asks for it.
    ...(resize !== true && { imageSize }),
    ...(arch !== undefined && { architecture: arch }),
    ...(weights !== undefined && { weights }),
    ...(output !== undefined && { output }),
    classCount: dataset.classes.length,
    ...(changeWeight !== undefined && { changeWeight }),
    ...(normalize !== undefined && { normalization: parseNormalization(normalize) }),
  });
  try {
    return fitting(network);
  } catch (error) {
    network.dispose();
    throw error;
  }
}

/** Names of the outputs from a file: of several names for each class those that the data use. */
async function namesOf(file: string | undefined, dataset: Dataset): Promise<readonly string[] | undefined> {
  if (file === undefined) return undefined;
  if (file === "data") return dataset.classes;
  const lists = file === "imagenet" ? imagenetNames() : await readClassNames(file);
  return lists.find((names) => matchClasses(dataset.classes, names).matched) ?? lists[0];
}

/** ImageNet's thousand classes, by id, by torchvision's names, by all their words. */
function imagenetNames(): readonly (readonly string[])[] {
  const classes = imagenetClasses();
  return [classes.map(({ wnid }) => wnid), classes.map(({ name }) => name), classes.map(({ words }) => words)];
}

/** Where a file is probably not what it was taken for. */
async function doubtsOf(network: Network, said: Said, context: OpenContext): Promise<readonly string[]> {
  const { options, dataset } = context;
  // These look at how many images are right.
  if (dataset.maps !== undefined) return [];
  const reopened = async (arch: string) => {
    const other = await openCheckpoint({ ...said, arch }, context);
    return alignClasses(dataset, [other], options.otherOutputs).networks[0];
  };
  const doubts: (string | undefined)[] = [
    said.normalize === undefined ? undefined : await normalizationWarning(network, context),
    network.alternatives === undefined || options.arch !== undefined
      ? undefined
      : await architectureWarning(network, reopened, context),
  ];
  // Names that the file itself states are believed where they change nothing; and an order is not to be judged while the
  // reading is in doubt.
  const assumed =
    !network.classesStated ||
    said.classes !== undefined ||
    network.outputs !== undefined ||
    areNumbered(dataset.classes);
  if (assumed && !doubts.some((doubt) => doubt !== undefined)) doubts.push(await classOrderWarning(network, context));
  return doubts.filter((doubt) => doubt !== undefined);
}
