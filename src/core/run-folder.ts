import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { describeDifferences, differences } from "./differences.ts";
import { InputError } from "./error.ts";
import { isTemporaryName } from "./files.ts";
import { acquireLock, type Lock } from "./lock.ts";

export const LOCK_FILE = ".lock";

/** What every kind of run that can be resumed does with its folder. */
export interface RunFolderOptions {
  /** Files and folders of an earlier run that are discarded before anything is read, relative to the folder. */
  readonly discard: readonly string[];
  /** Folders inside in which files are written too. */
  readonly folders?: readonly string[];
}

/**
 * Opens the folder of a run (made if missing), so that one process at a time writes there, and removes the temporary
 * files that a process left when it was killed.
 *
 * @param open reads what an earlier run left there, while the lock is held
 * @returns what `open` gave, with `close`, which releases the lock
 * @throws InputError where no folder can be made, or another process has it
 */
export async function openRunFolder<Contents extends object>(
  path: string,
  { discard, folders = [] }: RunFolderOptions,
  open: (lock: Lock) => Promise<Contents>,
): Promise<Contents & { close(): Promise<void> }> {
  await makeFolder(path);
  const lock = await acquireLock(join(path, LOCK_FILE));
  try {
    for (const folder of ["", ...folders]) await removeLeftovers(join(path, folder));
    for (const name of discard) await rm(join(path, name), { recursive: true, force: true });
    return { ...(await open(lock)), close: lock.release };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/**
 * @param found what an earlier run in the folder was
 * @param wanted what this run is, of the same shape
 * @param remedy what to do, where it is not to start anew
 * @throws InputError where they differ, with the fields and both values
 */
export function requireSameRun(path: string, found: unknown, wanted: unknown, remedy = RESTART): void {
  const list = differences(plain(found), plain(wanted));
  if (list.length === 0) return;
  throw new InputError(path, {
    expected: "an empty folder, or an earlier run of the same plan",
    got: `a run with ${describeDifferences(list)}`,
    remedy,
  });
}

/** As it comes back from a file: without fields that are undefined. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

const RESTART = "Choose another folder (`out`), or discard the earlier run with `restart`.";

async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((cause: NodeJS.ErrnoException) => {
    const got = cause.code === "EEXIST" || cause.code === "ENOTDIR" ? "a file" : cause.message;
    throw new InputError(path, { expected: "a folder to write to", got }, { cause });
  });
}

/** The lock is held, so nobody is writing these. */
async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const leftovers = names.filter((name) => isTemporaryName(name) && !name.startsWith(LOCK_FILE));
  for (const name of leftovers) await rm(join(folder, name), { recursive: true, force: true });
}
