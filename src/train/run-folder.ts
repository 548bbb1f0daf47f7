import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { InputError } from "../core/error.ts";
import { writeAtomic } from "../core/files.ts";
import { acquireLock, type Lock } from "../core/lock.ts";
import { RUN_CHECKPOINT } from "../model/checkpoint-files.ts";
import type { EpochRecord, TrainingPlan } from "./plan.ts";
import { decodeState, encodeState, type RunState } from "./run-state.ts";

const STATE_FILE = "state.bin";
const LOG_FILE = "log.jsonl";
const LOCK_FILE = ".lock";

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
  await mkdir(folder, { recursive: true });
  const lock = await acquireLock(join(folder, LOCK_FILE));
  try {
    return await openLocked(folder, plan, restart, lock);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function openLocked(folder: string, plan: TrainingPlan, restart: boolean, lock: Lock): Promise<RunFolder> {
  const known = new Set([STATE_FILE, LOG_FILE, RUN_CHECKPOINT]);
  const names = (await readdir(folder)).filter((name) => !name.startsWith(LOCK_FILE));
  const leftovers = names.filter((name) => /^(state\.bin|log\.jsonl|checkpoint)\..*\.tmp$/.test(name));
  const foreign = names.find((name) => !known.has(name) && !leftovers.includes(name));
  if (foreign !== undefined && !names.includes(STATE_FILE)) {
    throw new InputError(folder, {
      expected: "a new or empty folder, or one of an earlier training run",
      got: `a folder with ${foreign} in it`,
      remedy: "Choose another folder (`out`).",
    });
  }
  const stale = restart ? [...leftovers, ...known] : leftovers;
  await Promise.all(stale.map((name) => rm(join(folder, name), { recursive: true, force: true })));
  const statePath = join(folder, STATE_FILE);

  return {
    checkpoint: join(folder, RUN_CHECKPOINT),
    async read() {
      const bytes = await readFile(statePath).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return undefined;
        throw error;
      });
      if (bytes === undefined) return undefined;
      const found = decodeState(bytes, statePath);
      refuseOtherPlan(folder, found.plan, plan);
      await writeLog(folder, found.state.log);
      return found.state;
    },
    async write(state) {
      await lock.confirm();
      await writeAtomic(statePath, encodeState(plan, state));
      await writeLog(folder, state.log);
    },
    close: lock.release,
  };
}

function writeLog(folder: string, log: readonly EpochRecord[]): Promise<void> {
  return writeAtomic(join(folder, LOG_FILE), log.map((record) => `${JSON.stringify(record)}\n`).join(""));
}

function refuseOtherPlan(folder: string, found: TrainingPlan, wanted: TrainingPlan): void {
  const keys = Object.keys(wanted) as (keyof TrainingPlan)[];
  const differing = keys.find((key) => !isDeepStrictEqual(found[key], wanted[key]));
  if (differing === undefined) return;
  throw new InputError(`${folder}, ${differing}`, {
    expected: `${JSON.stringify(found[differing])}, as in the run that this folder holds`,
    got: JSON.stringify(wanted[differing]),
    remedy: "Choose another folder (`out`), or discard the earlier run with `restart`.",
  });
}
