import { workerData } from "node:worker_threads";
import { type CorruptionOptions, createCorruptionCache } from "../../corruptions/index.ts";
import { type CorruptionTask, corruptAll } from "./corruption-task.ts";
import { answerTasks } from "./worker-thread.ts";

// Entry of a worker thread of `createCorruptor`.
const options: CorruptionOptions = { ...workerData, cache: createCorruptionCache() };
answerTasks(
  (task: CorruptionTask) => corruptAll(task, options),
  (corrupted) => [corrupted.buffer as ArrayBuffer],
);
