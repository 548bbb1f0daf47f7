import { rm } from "node:fs/promises";
import { join } from "node:path";
import { sha256, writeAtomic } from "../core/files.ts";
import { parseJson } from "../core/json.ts";
import { readBoundedIfPresent } from "../core/regular-file.ts";
import * as core from "../core/run-folder.ts";
import type { NetworkIdentity } from "../model/network.ts";
import { checkpointShape } from "../result/checkpoint.ts";
import type { Result } from "../result/safety-result.ts";

/** What makes two runs the same: everything that decides the figures. */
export type RunIdentity = Pick<Result, "tool" | "plan" | "engine" | "data"> & {
  readonly schema: string;
  readonly checkpoints: readonly NetworkIdentity[];
};

/** The folder of one run: finished results above, work in progress in `.work` until it is done. */
export interface RunFolder<R = Result> {
  readonly path: string;
  /** Work in progress of a checkpoint. */
  workOf(checkpoint: NetworkIdentity): string;
  /** The result, where this very run was finished before. */
  readonly finished: R | undefined;
  /** Writes result.json, which makes the run finished, and removes the work. */
  finish(result: R): Promise<void>;
  /** Releases the folder for other runs. */
  close(): Promise<void>;
}

const WORK = ".work";
const RESULT_FILE = "result.json";

/** Longest result, characters: ten networks under a thousand conditions take some 20 million. */
const LARGEST_RESULT = 2 ** 28;

/**
 * Opens a run's folder: new, interrupted or finished.
 *
 * @param task of which kind the result is
 * @param restart discard what another plan, or an earlier run of this one, left there
 * @param workName folder inside for work in progress; a part of a run is nothing else
 * @throws InputError where the folder holds a run of another identity; says in what it differs
 */
export async function openRunFolder<R>(
  path: string,
  identity: RunIdentity,
  task: { readonly parse: (content: unknown, subject: string) => R },
  restart: boolean,
  workName: string = WORK,
): Promise<RunFolder<R>> {
  const work = join(path, workName);
  const resultFile = join(path, RESULT_FILE);
  const identityFile = join(work, "run.json");
  const discard = restart ? [workName, RESULT_FILE] : [];
  return core.openRunFolder(path, { discard, folders: ["examples", "logits"] }, async (lock) => {
    const [started, result] = [await readEarlier(identityFile), await readEarlier(resultFile)];
    if (started !== undefined) core.requireSameRun(path, started, identity);
    if (result !== undefined) core.requireSameRun(path, identityIn(result, identity), identity);
    const finished = result === undefined ? undefined : task.parse(result, resultFile);
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
    };
  });
}

/** The identity of the run that a result came from: of each record what an identity has, without what was measured. */
function identityIn(result: unknown, identity: RunIdentity): unknown {
  const found = picked(result, Object.keys(identity));
  if (!Array.isArray(found?.["checkpoints"])) return found;
  return { ...found, checkpoints: found["checkpoints"].map((each) => picked(each, Object.keys(checkpointShape))) };
}

function picked(record: unknown, names: readonly string[]): Record<string, unknown> | undefined {
  if (typeof record !== "object" || record === null) return undefined;
  return Object.fromEntries(Object.entries(record).filter(([name]) => names.includes(name)));
}

async function readEarlier(file: string): Promise<unknown> {
  const bytes = await readBoundedIfPresent(file, { most: LARGEST_RESULT });
  if (bytes === undefined) return undefined;
  return parseJson(bytes.toString("utf8"), file, {
    expected: "JSON written by an earlier run",
    remedy: "Give `restart` to measure anew, or another folder (`out`).",
    most: LARGEST_RESULT,
  });
}
