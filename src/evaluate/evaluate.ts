import type { Result } from "../result/safety-result.ts";
import { checkReading } from "./check-reading.ts";
import { evaluateNetwork } from "./evaluate-network.ts";
import type { Evaluation, EvaluationEvent } from "./evaluation.ts";
import { createJobs } from "./jobs.ts";
import { openTasks, runIdentity } from "./open-run.ts";
import { openRunFolder } from "./run-folder.ts";
import type { Task } from "./task.ts";
import { classification } from "./tasks/classification.ts";

/**
 * Measures every checkpoint under every condition of the plan. Killed at any moment, the next call with the same
 * identity and folder goes on at the slice that was being predicted, and gives the same bytes.
 */
export function evaluate(evaluation: Evaluation): AsyncGenerator<EvaluationEvent, Result> {
  return evaluateTask(evaluation, classification(evaluation.dataset));
}

/** As `evaluate`, of networks that are asked something else. */
export async function* evaluateTask<R>(evaluation: Evaluation, task: Task<R>): AsyncGenerator<EvaluationEvent, R> {
  const { plan, dataset } = evaluation;
  const identity = runIdentity(evaluation, task);
  const folder = await openRunFolder(evaluation.out, identity, task, evaluation.restart);
  const { tasks, keep, close } = openTasks(evaluation, task, folder);
  try {
    if (folder.finished !== undefined) return folder.finished;
    for (const { network, store } of tasks) yield* checkReading(network, evaluation, store);
    const jobs = createJobs(evaluation, task, true);
    yield { kind: "start", work: tasks.length * jobs.reduce((sum, job) => sum + job.count * job.cost, 0) };
    for (const of of tasks) {
      await keep(of);
      yield* evaluateNetwork(of);
    }
    const run = { plan, rows: dataset, checkpoints: identity.checkpoints, folder };
    return await task.assemble(run, identity, evaluation.command);
  } finally {
    await close();
    await folder.close();
  }
}
