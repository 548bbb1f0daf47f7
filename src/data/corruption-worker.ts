import { workerData } from "node:worker_threads";
import { type CorruptionOptions, createCorruptionCache } from "../../corruptions/index.ts";
import { answerTasks } from "../core/worker-thread.ts";
import { type CorruptionTask, corruptAll } from "./corruption-task.ts";

// Entry of a worker thread of `createCorruptor`.
const options: CorruptionOptions = { ...workerData, cache: createCorruptionCache() };
answerTasks(
  (task: CorruptionTask) => corruptAll(task, options),
  (corrupted) => [corrupted.buffer as ArrayBuffer],
);
