import type { Normalization } from "../core/classifier.ts";
import { InputError } from "../core/error.ts";
import { sha256 } from "../core/files.ts";
import { FORMAT_TITLES, recogniseFormat } from "../import/file-format.ts";
import { importModel } from "../import/import-model.ts";
import type { ImportedModel, ImportOptions } from "../import/shared/imported-model.ts";
import { type Taken, takenNotes } from "../import/shared/taken.ts";
import { sizeOf } from "../network/weight.ts";
import { requireAnyNumber } from "./any-number.ts";
import { loadCheckpoint } from "./load-checkpoint.ts";
import { locateModel, readModelFile } from "./model-location.ts";
import type { Tap } from "./tap.ts";
import { listTaps } from "./taps.ts";

/** What can be said of a model without running it on images. What could not be found out is left out. */
export interface Inspection {
  readonly path: string;
  readonly format: string;
  /** SHA-256 (hex) of the file, or of a checkpoint's weights. */
  readonly sha256: string;
  /** Size of the file in bytes, with those that belong to it. */
  readonly bytes?: number;
  readonly architecture?: string;
  /** Whose names the weights have. */
  readonly naming?: string;
  /** Other architectures that the weights fit, and that compute something else: `architecture` chooses. */
  readonly alternatives?: readonly string[];
  /** Number of trained and fixed values. */
  readonly parameters?: number;
  readonly input?: {
    readonly height: number;
    readonly width: number;
    readonly channels?: 1;
    readonly normalization?: Normalization;
  };
  readonly output?: {
    readonly classes: number;
    readonly kind: ImportedModel["output"];
    readonly names?: readonly string[];
  };
  /** How often each ONNX operator is used. */
  readonly operators?: Readonly<Record<string, number>>;
  /** Activations that have a role in the network; each of `tapCount` can be named. */
  readonly taps?: readonly Tap[];
  readonly tapCount?: number;
  /** What was decided about the file while it was read. */
  readonly notes?: readonly string[];
  /** What was taken of a file that holds several sets of weights, or outputs. */
  readonly taken?: Taken;
  /** What evaluating it would need beside the file; empty where nothing. */
  readonly needed: readonly string[];
  /** Why it cannot be evaluated, where it cannot. */
  readonly refused?: string;
}

/**
 * Describes a model: a checkpoint folder or a file of another program.
 *
 * @throws InputError on what is no model at all; of a model that cannot be evaluated `refused` says why
 */
export async function inspectModel(path: string, options: ImportOptions = {}): Promise<Inspection> {
  const location = await locateModel(path);
  if (location.kind === "checkpoint") return inspectCheckpoint(path);
  const content = await readModelFile(location.path);
  const format = FORMAT_TITLES[await recogniseFormat(content, location.path)];
  try {
    const model = await importModel({ path: location.path, content, options });
    try {
      const files = [content, ...(model.companions ?? [])];
      const bytes = files.reduce((sum, { length }) => sum + length, 0);
      requireAnyNumber(model, location.path);
      return { path, bytes, sha256: sha256(...files), ...describe(model) };
    } finally {
      model.dispose();
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { path, bytes: content.length, sha256: sha256(content), format, needed: [], refused: error.message };
  }
}

function describe(model: ImportedModel): Omit<Inspection, "path" | "sha256"> {
  const { format, architecture, naming, alternatives, parameters, height, width, classes, output, operators, card } =
    model;
  const names = card?.classes ?? model.classNames;
  const notes = [...takenNotes(model.taken ?? {}), ...(model.notes ?? [])];
  const normalization = card?.normalization ?? model.normalization;
  return {
    format,
    architecture,
    ...(naming === undefined ? {} : { naming }),
    ...(alternatives === undefined ? {} : { alternatives }),
    parameters,
    input: {
      height,
      width,
      ...(model.channels && { channels: model.channels }),
      ...(normalization && { normalization }),
    },
    output: { classes, kind: output, ...(names && { names }) },
    ...(model.taken && { taken: model.taken }),
    ...(notes.length > 0 && { notes }),
    ...(operators === undefined ? {} : { operators: Object.fromEntries(operators) }),
    ...tapsOf(model),
    needed: normalization === undefined ? ["the normalisation of its input (`normalization`)"] : [],
  };
}

function tapsOf(model: Parameters<typeof listTaps>[0]): Pick<Inspection, "taps" | "tapCount"> {
  const taps = listTaps(model);
  return { taps: taps.filter(({ roles }) => roles.length > 0), tapCount: taps.length };
}

async function inspectCheckpoint(path: string): Promise<Inspection> {
  const checkpoint = await loadCheckpoint(path);
  try {
    const { card, bound, sha256, architecture } = checkpoint;
    return {
      path,
      format: "ipswap-eval checkpoint",
      sha256,
      architecture,
      parameters: bound.layer.weights.reduce((sum, spec) => sum + sizeOf(spec), 0),
      input: { ...card.input, normalization: card.normalization },
      output: { classes: card.classes.length, kind: "logits", names: card.classes },
      ...tapsOf(checkpoint),
      needed: [],
    };
  } finally {
    checkpoint.dispose();
  }
}
