import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { InputError } from "../core/error.ts";
import { sha256, writeAtomic } from "../core/files.ts";
import { acquireLock } from "../core/lock.ts";
import { RUN_CHECKPOINT } from "../model/checkpoint-files.ts";
import { type EpochRecord, planSchema, recordSchema, type TrainingPlan } from "./plan.ts";

const STATE_FILE = "state.bin";
const LOG_FILE = "log.jsonl";
const LOCK_FILE = ".lock";
const headerSchema = z.object({
  schema: z.literal("ipswap-eval/training-state/1"),
  plan: planSchema,
  log: z.array(recordSchema),
  finished: z.boolean(),
  /** Values in each state variable. */
  lengths: z.array(z.int().min(0)),
  sha256: z.string(),
});

/** Where a run was when its last epoch ended. */
interface RunState {
  /** Whether the checkpoint is written. */
  readonly finished: boolean;
  readonly log: readonly EpochRecord[];
  /** Weights and velocities; none when the run has finished. */
  readonly values: readonly Float32Array[];
}

/**
 * The folder of a training run: `state.bin` (plan, log, weights and velocities after the last whole epoch),
 * `log.jsonl` and, at the end, `checkpoint/`.
 */
export interface RunFolder {
  readonly checkpoint: string;
  /** What an earlier run of the same plan left, if any. */
  read(): Promise<RunState | undefined>;
  write(state: RunState): Promise<void>;
  /** Lets another run in. */
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
  const release = await acquireLock(join(folder, LOCK_FILE));
  try {
    return await openLocked(folder, plan, restart, release);
  } catch (error) {
    await release();
    throw error;
  }
}

async function openLocked(
  folder: string,
  plan: TrainingPlan,
  restart: boolean,
  release: () => Promise<void>,
): Promise<RunFolder> {
  const mine = new Set([STATE_FILE, LOG_FILE, RUN_CHECKPOINT]);
  const names = (await readdir(folder)).filter((name) => name !== LOCK_FILE);
  const leftovers = names.filter((name) => /^(state\.bin|log\.jsonl|checkpoint)\..*\.tmp$/.test(name));
  const foreign = names.find((name) => !mine.has(name) && !leftovers.includes(name));
  if (foreign !== undefined && !names.includes(STATE_FILE)) {
    throw new InputError(folder, {
      expected: "a new or empty folder, or one of an earlier training run",
      got: `a folder with ${foreign} in it`,
      remedy: "Choose another folder (`out`).",
    });
  }
  const stale = restart ? [...leftovers, ...mine] : leftovers;
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
      const { header, values } = decode(bytes, statePath);
      refuseOtherPlan(folder, header.plan, plan);
      await writeLog(folder, header.log);
      return { finished: header.finished, log: header.log, values };
    },
    async write(state) {
      await writeAtomic(statePath, encode(plan, state));
      await writeLog(folder, state.log);
    },
    close: release,
  };
}

function writeLog(folder: string, log: readonly EpochRecord[]): Promise<void> {
  return writeAtomic(join(folder, LOG_FILE), log.map((record) => `${JSON.stringify(record)}\n`).join(""));
}

function encode(plan: TrainingPlan, { finished, log, values }: RunState): Uint8Array {
  const payload = Buffer.concat(
    values.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
  );
  const header: z.input<typeof headerSchema> = {
    schema: "ipswap-eval/training-state/1",
    plan,
    finished,
    log: [...log],
    lengths: values.map(({ length }) => length),
    sha256: sha256(payload),
  };
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), payload]);
}

/** A line of JSON, then the values as little-endian float32, one variable after the other. */
function decode(bytes: Buffer, path: string) {
  const end = bytes.indexOf(0x0a);
  const damaged = (got: string) =>
    new InputError(path, {
      expected: "the state of a training run",
      got,
      remedy: "Start again with `restart`, or in another folder (`out`).",
    });
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString("utf8", 0, Math.max(0, end)));
  } catch {
    throw damaged("something else");
  }
  const header = headerSchema.safeParse(json);
  if (!header.success) throw damaged("one of another version");
  const payload = new Uint8Array(bytes.subarray(end + 1));
  if (sha256(payload) !== header.data.sha256) throw damaged("a damaged file");
  const all = new Float32Array(payload.buffer);
  let offset = 0;
  const values = header.data.lengths.map((length) => {
    offset += length;
    return all.subarray(offset - length, offset);
  });
  return { header: header.data, values };
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
