import type { Result } from "../result/safety-result.ts";
import { assemble } from "./assemble.ts";
import { checkReading } from "./check-reading.ts";
import { evaluateNetwork } from "./evaluate-network.ts";
import type { Evaluation, EvaluationEvent } from "./evaluation.ts";
import { createJobs } from "./jobs.ts";
import { openTasks, runIdentity } from "./open-run.ts";
import { openRunFolder } from "./run-folder.ts";

/**
 * Measures every checkpoint under every condition of the plan. Killed at any moment, the next call with the same
 * identity and folder goes on at the slice that was being predicted, and gives the same bytes.
 */
export async function* evaluate(evaluation: Evaluation): AsyncGenerator<EvaluationEvent, Result> {
  const { plan, dataset, corrupted } = evaluation;
  const identity = runIdentity(evaluation);
  const folder = await openRunFolder(evaluation.out, identity, evaluation.restart);
  const { tasks, keep, close } = openTasks(evaluation, folder);
  try {
    if (folder.finished !== undefined) return folder.finished;
    for (const { network, store } of tasks) yield* checkReading(network, evaluation, store);
    const jobs = createJobs(plan, dataset, corrupted, true);
    yield { kind: "start", work: tasks.length * jobs.reduce((sum, job) => sum + job.count * job.cost, 0) };
    for (const task of tasks) {
      await keep(task);
      yield* evaluateNetwork(task);
    }
    const run = { plan, rows: dataset, checkpoints: identity.checkpoints, folder };
    return await assemble(run, identity, evaluation.command);
  } finally {
    await close();
    await folder.close();
  }
}
