import { basename, join, resolve } from "node:path";
import { InputError } from "../core/error.ts";
import { parseJson } from "../core/json.ts";
import { readBoundedIfPresent } from "../core/regular-file.ts";
import type { TrainingRun } from "../report/training-run.ts";
import { recordSchema } from "../train/plan.ts";

/** Largest log that is read: a hundred thousand epochs. */
const MAX_BYTES = 2 ** 24;

/** What training runs noted in `log.jsonl`; of folders without one, nothing. */
export async function trainingRuns(folders: readonly string[]): Promise<readonly TrainingRun[]> {
  const runs = await Promise.all(folders.map(trainingRun));
  return runs.filter((run) => run !== undefined);
}

/** @throws InputError where the folder's log is none */
async function trainingRun(folder: string): Promise<TrainingRun | undefined> {
  const path = join(folder, "log.jsonl");
  const bytes = await readBoundedIfPresent(path, { most: MAX_BYTES });
  if (bytes === undefined) return undefined;
  const lines = bytes.toString("utf8").split("\n");
  return {
    name: basename(resolve(folder)),
    epochs: lines.flatMap((line, i) => {
      if (line.trim() === "") return [];
      const record = recordSchema.safeParse(parseJson(line, `${path}, line ${i + 1}`));
      if (record.success) return [record.data];
      const [issue] = record.error.issues;
      throw new InputError(`${path}, line ${i + 1}`, {
        expected: "an epoch's record, as train writes it",
        got: `${issue.path.join(".")}: ${issue.message}`,
      });
    }),
  };
}
