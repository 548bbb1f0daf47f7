import { workerData } from "node:worker_threads";
import type { CorruptionOptions } from "../../corruptions/index.ts";
import { type CorruptionTask, corruptAll } from "./corruption-task.ts";
import { answerTasks } from "./worker-thread.ts";

// Entry of a worker thread of `createCorruptor`.
answerTasks(
  (task: CorruptionTask) => corruptAll(task, workerData as CorruptionOptions),
  (corrupted) => [corrupted.buffer as ArrayBuffer],
);
