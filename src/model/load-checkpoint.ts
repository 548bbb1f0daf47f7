import { stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { type Card, cardSchema } from "../core/card.ts";
import { InputError } from "../core/error.ts";
import { readJson } from "../core/json.ts";
import type { WeightChange } from "../import/shared/weight-change.ts";
import { tensorflowShape } from "../network/arrange.ts";
import { type BoundNetwork, bindNetwork } from "../network/bound-network.ts";
import { tensorflowName } from "../network/weight.ts";
import { findArchitecture } from "./architectures/index.ts";
import { CARD_FILE, MODEL_FILE, RUN_CHECKPOINT } from "./checkpoint-files.ts";
import { readCheckpointWeights } from "./checkpoint-weights.ts";
import type { Network } from "./network.ts";

/** A network of this program's own making, with what it says about itself. */
export interface Checkpoint extends Network {
  readonly card: Card;
  readonly bound: BoundNetwork;
}

/**
 * Opens a checkpoint folder, or the folder of a finished training run.
 *
 * Nothing in the files is executed: the layers are built from the architecture that the card names, and `model.json`
 * and the weights must fit them exactly. Weights are read from inside the folder only, and only as many bytes as the
 * architecture needs.
 *
 * @param change gives weights other values
 * @throws InputError with the file and the reason, on anything missing, damaged or not fitting
 */
export async function loadCheckpoint(directory: string, change?: WeightChange): Promise<Checkpoint> {
  const folder = await locate(directory);
  const cardPath = join(folder, CARD_FILE);
  const card = await readJson(cardPath, cardSchema, { expected: `the ${CARD_FILE} of a checkpoint` });
  const layer = findArchitecture(card.architecture, `${cardPath}, architecture`).network(
    card.classes.length,
    card.input,
  );
  const weights = await readCheckpointWeights(folder, card, layer);
  const bound = bindNetwork(layer, (spec) => {
    const values = weights.get(tensorflowName(spec)) ?? new Float32Array();
    return change?.(spec.name, tensorflowShape(spec), values) ?? values;
  });
  return {
    name: nameOf(folder),
    sha256: card.weights.sha256,
    architecture: card.architecture,
    classes: card.classes,
    classesStated: true,
    ...(card.superclasses && {
      superclasses: { names: card.superclasses.names, of: Int32Array.from(card.superclasses.of) },
    }),
    ...card.input,
    normalization: card.normalization,
    output: "logits",
    card,
    bound,
    forward: bound.forward,
    dispose: bound.dispose,
  };
}

async function locate(directory: string): Promise<string> {
  const folder = resolve(directory);
  for (const candidate of [folder, join(folder, RUN_CHECKPOINT)]) {
    if (await exists(join(candidate, CARD_FILE))) return candidate;
  }
  const got = !(await exists(folder))
    ? "no such folder"
    : (await exists(join(folder, MODEL_FILE)))
      ? `one without ${CARD_FILE}`
      : `neither ${CARD_FILE} nor ${MODEL_FILE}`;
  throw new InputError(directory, {
    expected: `a checkpoint folder (${CARD_FILE}, ${MODEL_FILE} and weights), or another program's model`,
    got,
    remedy: "A training run's folder holds one when the training has finished.",
  });
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** The folder's own name; for the checkpoint inside a run's folder, the run's. */
function nameOf(folder: string): string {
  const own = basename(folder);
  return own === RUN_CHECKPOINT ? basename(dirname(folder)) || own : own;
}
