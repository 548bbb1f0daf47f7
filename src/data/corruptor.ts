import { availableParallelism } from "node:os";
import { type CorruptionOptions, createCorruptionCache } from "../../corruptions/index.ts";
import { createWorkerPool } from "../core/worker-pool.ts";
import { type CorruptionTask, corruptAll } from "./corruption-task.ts";

/** Something that corrupts images, on as many threads as it was given. The bytes do not depend on how many. */
export interface Corruptor {
  /** Tasks that run at the same time; 1 where they run on the caller's own thread. */
  readonly threads: number;
  corrupt(task: CorruptionTask): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Each thread has a cache of its own. */
export interface CorruptorOptions extends Omit<CorruptionOptions, "cache"> {
  /** Default: one per core. */
  readonly threads?: number;
}

/**
 * Starts worker threads for corrupting images. Where threads cannot be had (the program runs from its TypeScript
 * sources, which Node 20's threads do not read) or are not wanted, tasks run on the caller's thread.
 */
export function createCorruptor({ threads = availableParallelism(), ...options }: CorruptorOptions = {}): Corruptor {
  if (threads <= 1 || import.meta.url.endsWith(".ts")) {
    const cached = { ...options, cache: createCorruptionCache() };
    return { threads: 1, corrupt: async (task) => corruptAll(task, cached), close: async () => {} };
  }
  const script = new URL("./corruption-worker.js", import.meta.url);
  const pool = createWorkerPool<CorruptionTask, Uint8Array>({ script, threads, workerData: options });
  return { threads, corrupt: pool.run, close: pool.close };
}
