import { dealOut, type Shard } from "../core/shard.ts";
import { checkReading } from "./check-reading.ts";
import { evaluateNetwork } from "./evaluate-network.ts";
import type { Evaluation, EvaluationEvent } from "./evaluation.ts";
import { createJobs } from "./jobs.ts";
import { openTasks, runIdentity } from "./open-run.ts";
import { finishPart, openPartFolder } from "./part-folder.ts";
import { classification } from "./tasks/classification.ts";

/**
 * Measures what falls to a shard: whole conditions, not slices of the examples. So a condition is measured over all its
 * examples by the machine that predicted it, intervals and all, parts stay small, and joining them is copying. What
 * shares computation stays together: all attacks of a checkpoint are one piece, and so many checkpoints' attacks, or
 * corruptions, are what can be shared out.
 */
export async function* evaluatePart(evaluation: Evaluation, shard: Shard): AsyncGenerator<EvaluationEvent, void> {
  const { dataset, out, restart, command } = evaluation;
  const asked = classification(dataset);
  const identity = runIdentity(evaluation, asked);
  const folder = await openPartFolder(out, identity, shard, restart);
  const { tasks, keep, close } = openTasks(evaluation, asked, folder);
  try {
    if (folder.complete) return;
    const jobs = createJobs(evaluation, asked, true);
    const pieces = tasks.flatMap((task) => jobs.map((job) => ({ task, job })));
    const mine = dealOut(pieces, ({ job }) => job.count * job.cost, shard.count)[shard.index - 1];
    yield { kind: "start", work: mine.reduce((sum, { job }) => sum + job.count * job.cost, 0) };
    for (const task of tasks) {
      const ids = mine.filter((piece) => piece.task === task).map(({ job }) => job.id);
      if (ids.length === 0) continue;
      await keep(task);
      if (ids.includes("clean")) yield* checkReading(task.network, evaluation, task.store);
      yield* evaluateNetwork(task, (id) => ids.includes(id));
    }
    await finishPart(folder, { identity, shard, command: command ?? null, rows: dataset });
  } finally {
    await close();
    await folder.close();
  }
}
