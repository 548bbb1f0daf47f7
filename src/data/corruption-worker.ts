import { parentPort, workerData } from "node:worker_threads";
import type { CorruptionOptions } from "../../corruptions/index.ts";
import { type CorruptionTask, corruptAll } from "./corruption-task.ts";

// Entry of a worker thread of `createCorruptor`: a task in, its corrupted images out, one after the other.
parentPort?.on("message", (task: CorruptionTask) => {
  const corrupted = corruptAll(task, workerData as CorruptionOptions);
  parentPort?.postMessage(corrupted, [corrupted.buffer as ArrayBuffer]);
});
