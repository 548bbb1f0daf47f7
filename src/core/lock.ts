import { link, open, readFile, rename, rm, stat, unlink, writeFile } from "node:fs/promises";
import { InputError } from "./error.ts";
import { temporaryName } from "./files.ts";
import { isAlive, type LockHolder, parseHolder, thisHolder } from "./lock-holder.ts";

/** A lock that is held. */
export interface Lock {
  /** @throws InputError where another process has taken the lock over: this one was silent for too long */
  confirm(): Promise<void>;
  release(): Promise<void>;
}

/** How often the holder of a lock shows that it is alive, and after how long a silence it counts as gone. */
const BEAT_MS = 10_000;
const SILENCE_MS = 120_000;

/**
 * Takes a folder's lock, so that two runs do not write the same results, on one machine or on several that share it.
 *
 * The file system arbitrates. A lock is made whole under another name and linked to its place, which fails where there
 * is one. A lock counts as left behind where its process is gone or, if that cannot be asked from here (another
 * machine, another container), where its file has not been touched for two minutes by the file system's own clock. To
 * replace such a lock a process must first create a file that is named after that lock's token, which only one can;
 * then it looks again, and renames its own lock over the old one.
 *
 * @param path the lock file; its folder must exist
 * @throws InputError where somebody holds it, saying who
 */
export async function acquireLock(path: string): Promise<Lock> {
  const self = await thisHolder();
  const own = temporaryName(path);
  await writeFile(own, JSON.stringify(self), { flag: "wx" });
  try {
    if (!(await place(own, path))) await replaceLeftBehind(path, own);
    return hold(path, self);
  } finally {
    await rm(own, { force: true });
  }
}

/** Links a whole file to its place; false where there is one already. */
async function place(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Puts our lock where one was left behind, or throws. */
async function replaceLeftBehind(path: string, own: string): Promise<void> {
  const holder = await readHolder(path);
  if (holder === undefined) {
    if (await place(own, path)) return;
    throw heldBy(path, undefined);
  }
  if (!(await isLeftBehind(path, holder, own))) throw heldBy(path, holder);
  const right = `${path}.${holder.token}.takeover`;
  const claim = temporaryName(right);
  await writeFile(claim, JSON.stringify(await thisHolder()), { flag: "wx" });
  try {
    // Whoever was about to replace this lock may have died over it; then that right is replaced in the same way.
    if (!(await place(claim, right))) await replaceLeftBehind(right, claim);
    try {
      const now = await readHolder(path);
      if (now?.token !== holder.token) throw heldBy(path, now);
      await rename(own, path);
    } finally {
      await rm(right, { force: true });
    }
  } finally {
    await rm(claim, { force: true });
  }
}

/** Undefined where there is no lock. */
async function readHolder(path: string): Promise<LockHolder | undefined> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  return text === undefined ? undefined : parseHolder(text);
}

/** @param own a file that was just made beside the lock: its time is the file system's now */
async function isLeftBehind(path: string, holder: LockHolder, own: string): Promise<boolean> {
  const alive = await isAlive(holder);
  if (alive !== undefined) return !alive;
  const [lock, now] = await Promise.all([stat(path).catch(() => undefined), stat(own)]);
  return lock !== undefined && now.mtimeMs - lock.mtimeMs > SILENCE_MS;
}

/** Keeps the lock alive until it is released. */
function hold(path: string, self: LockHolder): Lock {
  const content = JSON.stringify(self);
  const holdsStill = async () => {
    return (await readHolder(path))?.token === self.token;
  };
  // The same bytes written again: the file system notes the time by its own clock, and a reader meets a whole lock.
  const beat = async () => {
    if (!(await holdsStill())) return;
    const file = await open(path, "r+");
    await file.write(content, 0);
    await file.close();
  };
  const timer = setInterval(() => beat().catch(() => {}), BEAT_MS);
  timer.unref();
  return {
    async confirm() {
      if (await holdsStill()) return;
      throw new InputError(path, {
        expected: "to hold this lock until the end",
        got: "that another run has taken it",
        remedy:
          "This process was silent for minutes (suspended?). Let the other run finish, then give the command again.",
      });
    },
    async release() {
      clearInterval(timer);
      if (await holdsStill()) await unlink(path).catch(() => {});
    },
  };
}

function heldBy(path: string, holder: LockHolder | undefined): InputError {
  const who =
    holder === undefined || holder.pid === 0 ? "another run" : `process ${holder.pid} on ${holder.host} at work`;
  return new InputError(path, {
    expected: "no other run writing here",
    got: who,
    remedy: "Wait for it, choose another folder (`out`), or delete this file if you know that no such run exists.",
  });
}
