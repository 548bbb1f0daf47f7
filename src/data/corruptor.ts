import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { CorruptionOptions } from "../../corruptions/index.ts";
import { InputError } from "../core/error.ts";
import { type CorruptionTask, corruptAll } from "./corruption-task.ts";
import type { CorruptionAnswer } from "./corruption-worker.ts";

/** Something that corrupts images, on as many threads as it was given. The bytes do not depend on how many. */
export interface Corruptor {
  /** Tasks that run at the same time; 1 where they run on the caller's own thread. */
  readonly threads: number;
  corrupt(task: CorruptionTask): Promise<Uint8Array>;
  close(): Promise<void>;
}

export interface CorruptorOptions extends CorruptionOptions {
  /** Default: one per core. */
  readonly threads?: number;
}

/**
 * Starts worker threads for corrupting images. Where threads cannot be had (the program runs from its TypeScript
 * sources, which Node 20's threads do not read) or are not wanted, tasks run on the caller's thread.
 */
export function createCorruptor({ threads = availableParallelism(), ...options }: CorruptorOptions = {}): Corruptor {
  if (threads <= 1 || import.meta.url.endsWith(".ts")) return inProcess(options);
  return threaded(threads, options);
}

function inProcess(options: CorruptionOptions): Corruptor {
  return {
    threads: 1,
    corrupt: async (task) => corruptAll(task, options),
    close: async () => {},
  };
}

interface Job {
  readonly task: CorruptionTask;
  readonly resolve: (corrupted: Uint8Array) => void;
  readonly reject: (error: Error) => void;
}

function threaded(threads: number, options: CorruptionOptions): Corruptor {
  const waiting: Job[] = [];
  const idle: Worker[] = [];
  const running = new Map<Worker, Job>();
  let failure: Error | undefined;

  const dispatch = () => {
    while (idle.length > 0 && waiting.length > 0) {
      const worker = idle.pop() as Worker;
      const job = waiting.shift() as Job;
      running.set(worker, job);
      worker.ref();
      worker.postMessage(job.task);
    }
  };
  const fail = (error: Error) => {
    failure = error;
    for (const job of [...running.values(), ...waiting]) job.reject(error);
    running.clear();
    waiting.length = 0;
  };
  const workers = Array.from({ length: threads }, () => {
    const worker = new Worker(new URL("./corruption-worker.js", import.meta.url), { workerData: options });
    worker.on("message", (answer: CorruptionAnswer) => {
      const job = running.get(worker);
      running.delete(worker);
      idle.push(worker);
      // An idle thread must not keep the program from ending.
      worker.unref();
      if (answer instanceof Uint8Array) job?.resolve(answer);
      else job?.reject(new InputError(answer.subject, answer.details));
      dispatch();
    });
    worker.on("error", fail);
    worker.unref();
    return worker;
  });
  idle.push(...workers);

  return {
    threads,
    corrupt: (task) =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) {
          reject(failure);
          return;
        }
        waiting.push({ task, resolve, reject });
        dispatch();
      }),
    close: async () => {
      fail(new Error("the corruptor is closed"));
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
