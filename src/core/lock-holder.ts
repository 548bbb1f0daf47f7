import { randomBytes } from "node:crypto";
import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";
import { z } from "zod";
import { sha256 } from "./files.ts";

const holderSchema = z.object({
  /** Random: tells this holding of the lock from every other. */
  token: z.string().regex(/^[0-9a-f]{32}$/),
  host: z.string(),
  /** The machine's boot and the container's process namespace, where the system has such; else empty. */
  boot: z.string(),
  namespace: z.string(),
  pid: z.int().positive(),
  /** When the process started, in the system's own count; else empty. Numbers of processes are used again. */
  started: z.string(),
});

/** Who holds a lock. */
export type LockHolder = z.infer<typeof holderSchema>;

/** This process, as the holder of a lock that it is about to take. */
export async function thisHolder(): Promise<LockHolder> {
  return {
    token: randomBytes(16).toString("hex"),
    host: hostname(),
    boot: await bootOf(),
    namespace: await readlink("/proc/self/ns/pid").catch(() => ""),
    pid: process.pid,
    started: await startOf(process.pid),
  };
}

/** The holder that a lock file names; one of whom nothing is known (process 0) where it is not of our making. */
export function parseHolder(text: string): LockHolder {
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    return { token: sha256(text).slice(0, 32), host: "", boot: "", namespace: "", pid: 0, started: "" };
  }
}

/**
 * Whether the holder's process is alive; undefined where that cannot be asked from here, since it runs on another
 * machine or in another container.
 */
export async function isAlive(holder: LockHolder): Promise<boolean | undefined> {
  const self = await thisHolder();
  if (holder.host !== self.host || holder.boot !== self.boot) return undefined;
  if (holder.namespace !== self.namespace) return undefined;
  if (!isRunning(holder.pid)) return false;
  return holder.started === (await startOf(holder.pid));
}

/** Whether there is a process of this number. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function bootOf(): Promise<string> {
  return (await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => "")).trim();
}

/** Field 22 of Linux' /proc/<pid>/stat: clock ticks from boot to the start; the second field may hold blanks. */
async function startOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}
