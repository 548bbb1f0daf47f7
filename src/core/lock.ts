import { readFile, rm, writeFile } from "node:fs/promises";
import { InputError } from "./error.ts";

/**
 * Takes a folder's lock, so that two runs do not write the same results. A lock whose process is gone (killed, power
 * lost) is taken over.
 *
 * @param path the lock file; its folder must exist
 * @returns releases the lock
 * @throws InputError when a living process holds it
 */
export async function acquireLock(path: string): Promise<() => Promise<void>> {
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      await writeFile(path, `${process.pid}`, { flag: "wx" });
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = Number(await readFile(path, "utf8").catch(() => ""));
    if (holder !== process.pid && isRunning(holder)) {
      throw new InputError(path, {
        expected: "no other run writing here",
        got: `process ${holder} at work`,
        remedy: "Wait for it, choose another folder (`out`), or delete this file if that process is not ours.",
      });
    }
    await rm(path, { force: true });
  }
  throw new InputError(path, { expected: "a lock that can be taken", got: "another run that took it first" });
}

/** Whether there is a process of this number. */
export function isRunning(pid: number): boolean {
  if (!(Number.isInteger(pid) && pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
