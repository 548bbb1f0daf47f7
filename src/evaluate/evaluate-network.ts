import { whyNoGradient } from "./check-reliability.ts";
import type { EvaluationEvent } from "./evaluation.ts";
import { createJobs } from "./jobs.ts";
import { runJob } from "./run-job.ts";
import type { NetworkTask } from "./task.ts";

/**
 * Measures one network under every condition of the plan; what an earlier sitting measured is taken from disk.
 *
 * @param chosen the jobs of a shard, by id; default: all. What speaks against the attacks is found out with the attacks.
 */
export async function* evaluateNetwork(
  of: NetworkTask,
  chosen: (job: string) => boolean = () => true,
): AsyncGenerator<EvaluationEvent, void> {
  const { network, evaluation, store, task } = of;
  const { plan } = evaluation;
  const known = await store.readReliability();
  const unavailable = known ? known.gradientUnavailable : await whyNoGradient(of);
  const jobs = createJobs(evaluation, task, unavailable === null).filter(({ id }) => chosen(id));
  for (const job of jobs) {
    if (store.hasAll(job.conditions)) {
      yield { kind: "progress", checkpoint: network.name, job: job.id, work: job.count * job.cost };
    } else yield* runJob(of, job);
  }
  if (known !== undefined || !chosen(plan.attacks.length > 0 ? "attacks" : "clean")) return;
  const conditions = jobs.flatMap((job) => job.conditions);
  await store.writeReliability(await task.checkReliability(of, conditions, unavailable));
}
