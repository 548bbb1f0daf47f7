import { join } from "node:path";
import { RUN_CHECKPOINT } from "../../model/checkpoint-files.ts";
import type { Cell } from "../../result/study-cell.ts";
import type { StudyPlan } from "../../result/study-plan.ts";
import { flagOf } from "../flags.ts";

/** Where a cell's training and measurement stand, in the cell's folder. */
export const TRAINING_FOLDER = "train";
export const MEASUREMENT_FOLDER = "safety";

/** What is the same for all commands of a study. */
export interface StudyCommandOptions {
  readonly plan: StudyPlan;
  readonly engine: string;
  readonly threads: number | undefined;
  /** The folder of a cell. */
  readonly cellPath: (id: string) => string;
}

/** The command that trains a cell: arguments after the program's name. */
export function trainingCommand(cell: Cell & { readonly id: string }, options: StudyCommandOptions): readonly string[] {
  const { method, augment, options: given, epochs, batch, learningRate, weightDecay, limit } = cell.training;
  return [
    "train",
    ...["--method", method, "--augment", augment, "--arch", cell.network, "--data", options.plan.data],
    ...["--epochs", `${epochs}`, "--batch", `${batch}`, "--lr", `${learningRate}`, "--weight-decay", `${weightDecay}`],
    ...["--label-noise", cell.labelNoise, "--seed", `${cell.seed}`],
    ...(options.plan.dynamics ? ["--dynamics"] : ["--test-every", `${epochs}`]),
    ...(limit === null ? [] : ["--limit", `${limit}`]),
    ...(cell.teacher === null ? [] : ["--teacher", checkpointPath(options.cellPath(cell.teacher))]),
    ...Object.entries(given).flatMap(([name, value]) => [flagOf(name), `${value}`]),
    ...common(options),
    ...["--out", join(options.cellPath(cell.id), TRAINING_FOLDER), "--json"],
  ];
}

/** The command that measures a trained cell. Its random draws are the same for all cells: only training is replicated. */
export function measurementCommand(id: string, options: StudyCommandOptions): readonly string[] {
  const { attacks, presets, epsilons, attackLimit, corruptions } = options.plan.measure;
  return [
    "safety",
    ...["--ckpt", checkpointPath(options.cellPath(id)), "--data", options.plan.data],
    ...["--attacks", attacks, "--presets", presets, "--epsilons", epsilons, "--attack-limit", `${attackLimit}`],
    ...["--corruptions", corruptions, "--explain", "none"],
    ...common(options),
    ...["--out", join(options.cellPath(id), MEASUREMENT_FOLDER), "--json"],
  ];
}

function common({ plan: { validation }, engine, threads }: StudyCommandOptions): readonly string[] {
  return [
    ...(validation === undefined ? [] : ["--validation", `${validation}`]),
    ...["--engine", engine, ...(threads === undefined ? [] : ["--threads", `${threads}`])],
  ];
}

function checkpointPath(cellPath: string): string {
  return join(cellPath, TRAINING_FOLDER, RUN_CHECKPOINT);
}
