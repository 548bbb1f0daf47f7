import { join } from "node:path";
import { createSample } from "../../metrics/index.ts";
import type { Condition } from "../core/condition.ts";
import { sha256, writeAtomic } from "../core/files.ts";
import { identityOf } from "../model/network.ts";
import type { CheckpointResult } from "../result/safety-result.ts";
import { checkReliability, whyNoGradient } from "./check-reliability.ts";
import { cleanLogits } from "./clean-logits.ts";
import { diagnosticsOf } from "./diagnostics.ts";
import type { EvaluationEvent } from "./evaluation.ts";
import { exampleArrays } from "./example-arrays.ts";
import { fileName } from "./file-name.ts";
import { createJobs } from "./jobs.ts";
import type { NetworkTask } from "./network-task.ts";
import { runJob } from "./run-job.ts";

/** Measures one network under every condition of the plan; what an earlier sitting measured is taken from disk. */
export async function* evaluateNetwork(task: NetworkTask): AsyncGenerator<EvaluationEvent, CheckpointResult> {
  const { network, reading, evaluation, folder, store } = task;
  const { plan, dataset, corrupted } = evaluation;
  const known = await store.readReliability();
  const unavailable = known ? known.gradientUnavailable : await whyNoGradient(task);
  const jobs = createJobs(plan, dataset, corrupted, unavailable === null);
  for (const job of jobs) {
    if (store.hasAll(job.conditions)) {
      yield { kind: "progress", checkpoint: network.name, job: job.id, work: job.count * job.cost };
    } else yield* runJob(task, job);
  }
  const conditions = jobs.flatMap((job) => job.conditions);
  const reliability = known ?? (await checkReliability(task, conditions, unavailable));
  const logits = await cleanLogits(folder.path, dataset).read(fileName(network.name));
  return {
    ...identityOf(network),
    ...reading,
    measurements: await store.readAll(conditions),
    diagnostics: diagnosticsOf(createSample(logits.predictions)),
    reliability,
    examples: await writeExamples(task, conditions),
    logits: logits.file,
  };
}

/** Writes the per-example file of a network. */
async function writeExamples(
  { network, evaluation: { dataset }, folder, store }: NetworkTask,
  conditions: readonly Condition[],
): Promise<CheckpointResult["examples"]> {
  const path = `examples/${fileName(network.name)}.npz`;
  const content = await store.packExamples(exampleArrays(dataset), conditions);
  await writeAtomic(join(folder.path, path), content);
  return { path, bytes: content.length, sha256: sha256(content) };
}
