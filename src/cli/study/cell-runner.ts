import { mkdir } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { cardSchema } from "../../core/card.ts";
import { CheckFailed } from "../../core/error.ts";
import { readJson } from "../../core/json.ts";
import { CARD_FILE, RUN_CHECKPOINT } from "../../model/checkpoint-files.ts";
import { readStoredFile, readStoredResult } from "../../result/stored-result.ts";
import { CELL_SCHEMA, type CellRecord } from "../../result/study-cell.ts";
import { correctOfExamples } from "../../study/correct-bits.ts";
import type { PlannedCell } from "../../study/expand-plan.ts";
import type { CellRunner } from "../../study/run-cells.ts";
import { version } from "../version.ts";
import type { RunCommand } from "./child-command.ts";
import {
  MEASUREMENT_FOLDER,
  measurementCommand,
  type StudyCommandOptions,
  TRAINING_FOLDER,
  trainingCommand,
} from "./commands.ts";

/** File in a cell's folder with everything that its commands said. */
const LOG_FILE = "log.txt";

/** Runs a cell by the commands that a user would type: `train`, then `safety` of what was trained. */
export function cellRunner(
  options: Omit<StudyCommandOptions, "cellPath">,
  runCommand: RunCommand,
  signal: AbortSignal,
): CellRunner {
  return async (cell, folder) => {
    const commands = { ...options, cellPath: folder.cellPath };
    const path = folder.cellPath(cell.id);
    await mkdir(path, { recursive: true });
    const steps = [
      { during: "training", argv: trainingCommand(cell, commands) },
      { during: "measurement", argv: measurementCommand(cell.id, commands) },
    ] as const;
    for (const { during, argv } of steps) {
      if (signal.aborted) return "interrupted";
      const { exitCode, lastWords } = await runCommand(argv, join(path, LOG_FILE), signal);
      if (signal.aborted) return "interrupted";
      if (exitCode === null) {
        throw new CheckFailed(`a command of the study was ended by a signal: ipswap-eval ${argv.join(" ")}`);
      }
      if (exitCode !== 0) {
        const reason = withoutPlaces(lastWords, folder.path, options.plan.data);
        return { ...recordOf(cell), outcome: { status: "failed", during, exitCode, reason } };
      }
    }
    return { ...recordOf(cell), outcome: await readOutcome(path) };
  };
}

/** A reason without paths of this machine: the folder of the study, and of the data. */
function withoutPlaces(reason: string, folder: string, data: string): string {
  const place = data.slice(data.indexOf(":") + 1);
  return [resolve(folder), folder, place].reduce((text, path) => text.replaceAll(path, basename(path)), reason);
}

function recordOf({ id, purpose: _, ...cell }: PlannedCell): Omit<CellRecord, "outcome"> {
  return { schema: CELL_SCHEMA, id, tool: { name: "ipswap-eval", version: version() }, cell };
}

/** What both commands left. */
async function readOutcome(path: string): Promise<CellRecord["outcome"]> {
  const folder = join(path, MEASUREMENT_FOLDER);
  const { checkpoints, engine } = (await readStoredResult(folder)).result;
  const [{ measurements, examples, sha256 }] = checkpoints;
  const cardFile = join(path, TRAINING_FOLDER, RUN_CHECKPOINT, CARD_FILE);
  const { trainLoss, trainAccuracy } = (await readJson(cardFile, cardSchema)).metrics;
  return {
    status: "measured",
    engine,
    checkpoint: sha256,
    trainLoss,
    trainAccuracy,
    measurements: measurements.map(({ condition, values }) => ({ condition, values })),
    correct: correctOfExamples(await readStoredFile(folder, examples), join(folder, examples.path)),
  };
}
