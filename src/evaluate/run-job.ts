import { join } from "node:path";
import { identityOf } from "../model/network.ts";
import type { EvaluationEvent } from "./evaluation.ts";
import type { Job } from "./jobs.ts";
import { openRowStore } from "./row-store.ts";
import type { NetworkTask } from "./task.ts";

/**
 * Predicts what is left of a job, slice by slice on disk, then measures each of its conditions. Ended at any moment, the
 * next call goes on at the slice that was being predicted.
 */
export async function* runJob(of: NetworkTask, job: Job): AsyncGenerator<EvaluationEvent> {
  const { network, folder, store, pool, task } = of;
  const progress = (work: number) => ({ kind: "progress", checkpoint: network.name, job: job.id, work }) as const;
  const rows = await openRowStore(
    join(folder.workOf(identityOf(network)), job.id),
    job.conditions.length,
    task.rowBytes,
  );
  if (rows.rows > 0) yield progress(rows.rows * job.cost);
  if (rows.rows < job.count) {
    for await (const slice of job.predict(await pool.of(network), rows.rows)) {
      if (slice.kept !== undefined) await rows.append(slice.kept);
      yield progress(slice.work);
    }
  }
  for (const [index, condition] of job.conditions.entries()) {
    const measured = await task.measure(condition, await rows.read(index), of);
    await store.write(measured);
    yield { kind: "measured", checkpoint: network.name, measurement: measured.measurement };
  }
  await rows.remove();
}
