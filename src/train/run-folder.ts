import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../core/error.ts";
import { isTemporaryName, writeAtomic } from "../core/files.ts";
import { readBoundedIfPresent } from "../core/regular-file.ts";
import * as core from "../core/run-folder.ts";
import { RUN_CHECKPOINT } from "../model/checkpoint-files.ts";
import type { EpochRecord, TrainingPlan } from "./plan.ts";
import { decodeState, encodeState, type RunState } from "./run-state.ts";

const STATE_FILE = "state.bin";
const LOG_FILE = "log.jsonl";

/** Largest state read; it is held in memory. */
const LARGEST_STATE = 2 ** 31 - 1;

/**
 * The folder of a training run: `state.bin` (plan, log, weights and velocities after the last whole epoch),
 * `log.jsonl` and, at the end, `checkpoint/`.
 */
export interface RunFolder {
  readonly checkpoint: string;
  /** What an earlier run of the same plan left, if any. */
  read(): Promise<RunState | undefined>;
  write(state: RunState): Promise<void>;
  /** Releases the folder's lock. */
  close(): Promise<void>;
}

/**
 * Opens or makes the folder of a run.
 *
 * @param restart discards what an earlier run left there
 * @throws InputError when the folder holds something else or a run of another plan, or another process trains there
 */
export async function openRunFolder(folder: string, plan: TrainingPlan, restart: boolean): Promise<RunFolder> {
  await refuseForeign(folder);
  const statePath = join(folder, STATE_FILE);
  return core.openRunFolder(folder, { discard: restart ? WRITTEN : [] }, async (lock) => ({
    checkpoint: join(folder, RUN_CHECKPOINT),
    async read() {
      const bytes = await readBoundedIfPresent(statePath, { most: LARGEST_STATE });
      if (bytes === undefined) return undefined;
      const found = decodeState(bytes, statePath);
      core.requireSameRun(folder, found.plan, plan);
      await writeLog(folder, found.state.log);
      return found.state;
    },
    async write(state) {
      await lock.confirm();
      await writeAtomic(statePath, encodeState(plan, state));
      await writeLog(folder, state.log);
    },
  }));
}

const WRITTEN = [STATE_FILE, LOG_FILE, RUN_CHECKPOINT];

/** A folder with something else in it is somebody's, unless a run was there before. */
async function refuseForeign(folder: string): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  if (names.includes(STATE_FILE)) return;
  const foreign = names.find(
    (name) => !WRITTEN.includes(name) && !name.startsWith(core.LOCK_FILE) && !isTemporaryName(name),
  );
  if (foreign === undefined) return;
  throw new InputError(folder, {
    expected: "a new or empty folder, or one of an earlier training run",
    got: `a folder with ${foreign} in it`,
    remedy: "Choose another folder (`out`).",
  });
}

function writeLog(folder: string, log: readonly EpochRecord[]): Promise<void> {
  return writeAtomic(join(folder, LOG_FILE), log.map((record) => `${JSON.stringify(record)}\n`).join(""));
}
