import { parentPort, workerData } from "node:worker_threads";
import type { CorruptionOptions } from "../../corruptions/index.ts";
import { InputError } from "../core/error.ts";
import { type CorruptionTask, corruptAll } from "./corruption-task.ts";

/** What a thread answers: corrupted images, or what was wrong with the task (an error's class is lost on the way). */
export type CorruptionAnswer = Uint8Array | Pick<InputError, "subject" | "details">;

// Entry of a worker thread of `createCorruptor`: a task in, its corrupted images out, one after the other.
parentPort?.on("message", (task: CorruptionTask) => {
  try {
    const corrupted = corruptAll(task, workerData as CorruptionOptions);
    parentPort?.postMessage(corrupted satisfies CorruptionAnswer, [corrupted.buffer as ArrayBuffer]);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    parentPort?.postMessage({ subject: error.subject, details: error.details } satisfies CorruptionAnswer);
  }
});
