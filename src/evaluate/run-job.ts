import { join } from "node:path";
import { createSample } from "../../metrics/index.ts";
import { predictionsFromLogits } from "../core/predictions.ts";
import { identityOf } from "../model/network.ts";
import { cleanLogits } from "./clean-logits.ts";
import type { EvaluationEvent } from "./evaluation.ts";
import { fileName } from "./file-name.ts";
import type { Job } from "./jobs.ts";
import { openLogitStore } from "./logit-store.ts";
import { measure } from "./measure.ts";
import type { NetworkTask } from "./network-task.ts";
import { outcomesOf } from "./outcomes.ts";
import { isShown } from "./shown-conditions.ts";

/**
 * Predicts what is left of a job, slice by slice on disk, then measures each of its conditions. Ended at any moment, the
 * next call goes on at the slice that was being predicted.
 */
export async function* runJob(
  { network, evaluation, folder, store, pool }: NetworkTask,
  job: Job,
): AsyncGenerator<EvaluationEvent> {
  const { dataset, plan } = evaluation;
  const { superclasses } = dataset;
  const classes = dataset.classes.length;
  const progress = (work: number) => ({ kind: "progress", checkpoint: network.name, job: job.id, work }) as const;
  const logits = await openLogitStore(join(folder.workOf(identityOf(network)), job.id), job.conditions.length, classes);
  if (logits.rows > 0) yield progress(logits.rows * job.cost);
  if (logits.rows < job.count) {
    for await (const slice of job.predict(await pool.of(network), logits.rows)) {
      if (slice.logits !== undefined) await logits.append(slice.logits);
      yield progress(slice.work);
    }
  }
  const context = { seed: plan.seed, normalization: network.normalization, ...(superclasses && { superclasses }) };
  const shown = isShown(plan);
  for (const [index, condition] of job.conditions.entries()) {
    const rows = await logits.read(index);
    const clean = condition.kind === "clean";
    if (clean) await cleanLogits(folder.path, dataset).write(fileName(network.name), rows);
    const predictions = predictionsFromLogits(rows, dataset.labels.subarray(0, job.count), classes);
    const measurement = measure(condition, predictions, context);
    const sample = createSample(predictions, superclasses === undefined ? {} : { superclasses });
    await store.write(measurement, outcomesOf(sample, { top5: clean || shown(condition), averages: shown(condition) }));
    yield { kind: "measured", checkpoint: network.name, measurement };
  }
  await logits.remove();
}
