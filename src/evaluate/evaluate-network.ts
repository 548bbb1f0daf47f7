import { checkReliability, whyNoGradient } from "./check-reliability.ts";
import type { EvaluationEvent } from "./evaluation.ts";
import { createJobs } from "./jobs.ts";
import type { NetworkTask } from "./network-task.ts";
import { runJob } from "./run-job.ts";

/**
 * Measures one network under every condition of the plan; what an earlier sitting measured is taken from disk.
 *
 * @param chosen the jobs of a shard, by id; default: all. What speaks against the attacks is found out with the attacks.
 */
export async function* evaluateNetwork(
  task: NetworkTask,
  chosen: (job: string) => boolean = () => true,
): AsyncGenerator<EvaluationEvent, void> {
  const { network, evaluation, store } = task;
  const { plan, dataset, corrupted } = evaluation;
  const known = await store.readReliability();
  const unavailable = known ? known.gradientUnavailable : await whyNoGradient(task);
  const jobs = createJobs(plan, dataset, corrupted, unavailable === null).filter(({ id }) => chosen(id));
  for (const job of jobs) {
    if (store.hasAll(job.conditions)) {
      yield { kind: "progress", checkpoint: network.name, job: job.id, work: job.count * job.cost };
    } else yield* runJob(task, job);
  }
  if (known !== undefined || !chosen(plan.attacks.length > 0 ? "attacks" : "clean")) return;
  const conditions = jobs.flatMap((job) => job.conditions);
  await checkReliability(task, conditions, unavailable);
}
