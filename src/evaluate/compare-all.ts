import type { NetworkIdentity } from "../model/network.ts";
import type { CheckpointResult, Result } from "../result/safety-result.ts";
import { catalogueOf } from "./catalogue.ts";
import { cleanLogits } from "./clean-logits.ts";
import { compareCheckpoints } from "./compare-checkpoints.ts";
import type { ExampleRows } from "./example-rows.ts";
import { fileName } from "./file-name.ts";
import { openMeasurementStore } from "./measurement-store.ts";
import type { Plan } from "./plan.ts";
import type { RunFolder } from "./run-folder.ts";

/** What was measured of a run, and where it is. */
export interface MeasuredRun<R = Result> {
  readonly plan: Plan;
  readonly rows: ExampleRows;
  readonly checkpoints: readonly NetworkIdentity[];
  readonly folder: RunFolder<R>;
}

/** Each checkpoint after the first against the first. */
export async function compareAll(
  { plan, rows, checkpoints, folder }: MeasuredRun,
  results: readonly CheckpointResult[],
): Promise<Result["comparisons"]> {
  if (checkpoints.length < 2) return [];
  const logits = cleanLogits(folder.path, rows);
  const context = {
    seed: plan.seed,
    catalogue: catalogueOf(plan),
    ...(rows.superclasses && { superclasses: rows.superclasses }),
  };
  const checkpointOf = async (index: number) => ({
    name: checkpoints[index].name,
    predictions: (await logits.read(fileName(checkpoints[index].name))).predictions,
    conditions: results[index].measurements.map(({ condition }) => condition),
    correctUnder: openMeasurementStore(folder.workOf(checkpoints[index])).readCorrect,
  });
  const baseline = await checkpointOf(0);
  const comparisons: Result["comparisons"][number][] = [];
  for (let index = 1; index < checkpoints.length; index++) {
    comparisons.push(await compareCheckpoints(baseline, await checkpointOf(index), context));
  }
  return comparisons;
}
