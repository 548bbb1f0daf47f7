import { basename } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Normalization } from "../core/classifier.ts";
import { InputError } from "../core/error.ts";
import { sha256 } from "../core/files.ts";
import type { Engine } from "../engine/index.ts";
import { importModel } from "../import/import-model.ts";
import type { ImportedModel, ImportOptions } from "../import/shared/imported-model.ts";
import { NORMALIZATIONS } from "../import/shared/normalization.ts";
import { takenNotes } from "../import/shared/taken.ts";
import { requireAnyNumber } from "./any-number.ts";
import { loadCheckpoint } from "./load-checkpoint.ts";
import { locateModel, readModelFile } from "./model-location.ts";
import type { Network } from "./network.ts";
import { withLogits } from "./output-kind.ts";

export type { WeightChange } from "../import/shared/weight-change.ts";

/** What another program's file does not say of itself. */
export interface OpenOptions extends ImportOptions {
  /** Needed for everything but this program's own checkpoints, which say it themselves. */
  readonly normalization?: Normalization;
  /** Where given, answers to noise tell probabilities from logits too, and not the end of the file's graph alone. */
  readonly engine?: Engine;
  /** A sentence on the normalisation of a network of which nobody says it, for the error. */
  readonly suggestNormalization?: (network: Network) => Promise<string>;
  /** What the caller's own callers say the normalisation with, for the error. Default: `normalization`. */
  readonly normalizationParameter?: string;
  /** Names of the classes, in the order of the outputs; default: what the file says, or `class 0`, `class 1`, ... */
  readonly classes?: readonly string[];
}

/**
 * Opens a trained network, whatever program wrote it: a checkpoint folder of this program, PyTorch weights, safetensors,
 * ONNX, Keras or TensorFlow.js. The format is recognised from the content. Nothing in the files is executed.
 *
 * @throws InputError with the file and the reason, where it cannot be opened
 */
export async function openNetwork(path: string, options: OpenOptions = {}): Promise<Network> {
  const location = await locateModel(path);
  if (location.kind === "checkpoint") {
    const checkpoint = await loadCheckpoint(path, options.changeWeight);
    try {
      const named = namedClasses(path, checkpoint.classes.length, checkpoint.classes, options);
      return { ...checkpoint, ...named, ...unusedNormalization(checkpoint, options) };
    } catch (error) {
      checkpoint.dispose();
      throw error;
    }
  }
  const content = await readModelFile(location.path);
  const model = await importModel({ path: location.path, content, options });
  try {
    // What the file, or one beside it, says of itself; an option is the user's word against it.
    const normalization = options.normalization ?? model.card?.normalization ?? model.normalization;
    const described = describeNetwork(path, sha256(content, ...(model.companions ?? [])), model, options);
    // An architecture that is known by its weights' names ends in a linear layer.
    const known = model.naming !== undefined || options.engine === undefined;
    if (!known) requireAnyNumber(model, location.path);
    const network = known ? described : await withLogits(described, options.engine);
    if (normalization === undefined) throw await missingNormalization(path, model.format, network, options);
    return { ...network, normalization };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** A note where somebody says another normalisation than a checkpoint was trained with: one option may be for several. */
function unusedNormalization({ normalization, notes = [] }: Network, said: OpenOptions): Pick<Network, "notes"> {
  if (said.normalization === undefined || isDeepStrictEqual(said.normalization, normalization)) return {};
  return { notes: [...notes, "It was trained with a normalisation of its own, which is used; the given one is not."] };
}

/** A network on pixels in [0, 1], before its normalisation is known. */
function describeNetwork(path: string, hash: string, model: ImportedModel, options: OpenOptions): Network {
  const notes = [...takenNotes(model.taken ?? {}), ...(model.notes ?? [])];
  return {
    name: basename(path).replace(/\.(pth|pt|th|safetensors|onnx|keras|h5|json)$/i, ""),
    sha256: hash,
    architecture: model.architecture,
    ...(model.alternatives && { alternatives: model.alternatives }),
    ...namedClasses(path, model.classes, model.card?.classes ?? model.classNames, options),
    height: model.height,
    width: model.width,
    normalization: NORMALIZATIONS.none,
    ...(model.channels && { channels: model.channels }),
    output: model.output,
    ...(model.map && { dense: { pixels: model.height * model.width, others: 0 } }),
    ...(model.taken && { taken: model.taken }),
    ...(notes.length > 0 && { notes }),
    ...(model.bound && { bound: model.bound }),
    forward: model.forward,
    dispose: model.dispose,
  };
}

/** Names of the outputs: the user's word, or what the file states, or numbers. */
function namedClasses(
  path: string,
  outputs: number,
  stated: readonly string[] | undefined,
  { classes }: OpenOptions,
): Pick<Network, "classes" | "classesStated"> {
  const names = classes ?? stated;
  if (names === undefined) {
    return { classes: Array.from({ length: outputs }, (_, index) => `class ${index}`), classesStated: false };
  }
  if (names.length === outputs) return { classes: names, classesStated: true };
  if (isImageNetWithBackground(names, outputs)) return { classes: [BACKGROUND, ...names], classesStated: true };
  throw new InputError(path, {
    expected: `names of ${outputs} classes, one for each output`,
    got: `${names.length}${classes === undefined ? " in the file or beside it" : ""}`,
    remedy: "Give the names of all outputs, in their order, with `classes` FILE.",
  });
}

const IMAGENET = 1000;
/** What TensorFlow's networks for ImageNet have in front of its classes. */
const BACKGROUND = "background";

const isImageNetWithBackground = (names: readonly string[], outputs: number): boolean =>
  names.length === IMAGENET && outputs === IMAGENET + 1;

async function missingNormalization(
  path: string,
  format: string,
  network: Network,
  { suggestNormalization, normalizationParameter = "normalization" }: OpenOptions,
): Promise<InputError> {
  const suggestion = suggestNormalization === undefined ? "" : ` ${await suggestNormalization(network)}`;
  return new InputError(path, {
    expected: "to know how the network's input is normalised",
    got: `${format}, which does not say`,
    remedy: `Add \`${normalizationParameter}\` ${Object.keys(NORMALIZATIONS).join("|")} or mean,mean,mean/std,std,std.${suggestion}`,
  });
}
