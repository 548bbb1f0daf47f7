import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../core/error.ts";
import { sha256, writeAtomic } from "../core/files.ts";
import { acquireLock } from "../core/lock.ts";
import type { NetworkIdentity } from "../model/network.ts";
import { parseResult } from "../result/read-result.ts";
import type { Result } from "../result/safety-result.ts";

/** What makes two runs the same: everything that decides the figures. */
export type RunIdentity = Pick<Result, "schema" | "tool" | "plan" | "engine" | "data"> & {
  readonly checkpoints: readonly NetworkIdentity[];
};

/** The folder of one run: finished results above, work in progress in `.work` until it is done. */
export interface RunFolder {
  readonly path: string;
  /** Work in progress of a checkpoint. */
  workOf(checkpoint: NetworkIdentity): string;
  /** The result, where this very run was finished before. */
  readonly finished: Result | undefined;
  /** Writes result.json, which makes the run finished, and removes the work. */
  finish(result: Result): Promise<void>;
  /** Releases the folder for other runs. */
  close(): Promise<void>;
}

/**
 * Opens a run's folder: new, interrupted or finished.
 *
 * @param restart discard what another plan, or an earlier run of this one, left there
 * @throws InputError where the folder holds a run of another identity; says in what it differs
 */
export async function openRunFolder(path: string, identity: RunIdentity, restart: boolean): Promise<RunFolder> {
  const work = join(path, ".work");
  const resultFile = join(path, "result.json");
  const identityFile = join(work, "run.json");
  await mkdir(path, { recursive: true });
  const lock = await acquireLock(join(path, ".lock"));
  try {
    let finished: Result | undefined;
    if (restart) {
      await rm(work, { recursive: true, force: true });
      await rm(resultFile, { force: true });
    } else {
      const [result, started] = [await readJson(resultFile), await readJson(identityFile)];
      for (const earlier of [started, result]) if (earlier !== undefined) refuseOther(path, identity, earlier);
      if (result !== undefined) finished = parseResult(result, resultFile);
    }
    if (finished === undefined) await writeAtomic(identityFile, JSON.stringify(identity));
    return {
      path,
      workOf: (checkpoint) => join(work, sha256(JSON.stringify(checkpoint)).slice(0, 16)),
      finished,
      async finish(result) {
        await lock.confirm();
        await writeAtomic(resultFile, `${JSON.stringify(result, null, 2)}\n`);
        await rm(work, { recursive: true, force: true });
      },
      close: lock.release,
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

function refuseOther(path: string, identity: RunIdentity, earlier: unknown): void {
  const before = earlier as Partial<Record<keyof RunIdentity, unknown>>;
  // A finished result has its measurements beside what identifies a checkpoint.
  const pick = (checkpoints: unknown) =>
    Array.isArray(checkpoints)
      ? checkpoints.map(
          ({ measurements: _m, diagnostics: _d, reliability: _r, examples: _e, logits: _l, ...checkpoint }) =>
            checkpoint,
        )
      : checkpoints;
  const differing = (Object.keys(identity) as (keyof RunIdentity)[]).filter((key) => {
    const [mine, theirs] =
      key === "checkpoints" ? [pick(identity[key]), pick(before[key])] : [identity[key], before[key]];
    return JSON.stringify(mine) !== JSON.stringify(theirs);
  });
  if (differing.length === 0) return;
  throw new InputError(path, {
    expected: "an empty folder, or an earlier run of the same plan",
    got: `a run that differs in ${differing.join(", ")}`,
    remedy: "Give another folder (`out`), or `restart` to discard it.",
  });
}

async function readJson(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError(file, {
      expected: "JSON written by an earlier run",
      got: "something else",
      remedy: "Give `restart` to measure anew, or another folder (`out`).",
    });
  }
}
