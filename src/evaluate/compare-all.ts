import { identityOf } from "../model/network.ts";
import type { CheckpointResult, Result } from "../result/safety-result.ts";
import { catalogueOf } from "./catalogue.ts";
import { cleanLogits } from "./clean-logits.ts";
import { compareCheckpoints } from "./compare-checkpoints.ts";
import type { Evaluation } from "./evaluation.ts";
import { fileName } from "./file-name.ts";
import { openMeasurementStore } from "./measurement-store.ts";
import type { RunFolder } from "./run-folder.ts";

/** Each checkpoint after the first against the first. */
export async function compareAll(
  { networks, dataset, plan }: Evaluation,
  folder: RunFolder,
  results: readonly CheckpointResult[],
): Promise<Result["comparisons"]> {
  if (networks.length < 2) return [];
  const logits = cleanLogits(folder.path, dataset);
  const context = {
    seed: plan.seed,
    catalogue: catalogueOf(plan),
    ...(dataset.superclasses && { superclasses: dataset.superclasses }),
  };
  const checkpointOf = async (index: number) => ({
    name: networks[index].name,
    predictions: (await logits.read(fileName(networks[index].name))).predictions,
    conditions: results[index].measurements.map(({ condition }) => condition),
    correctUnder: openMeasurementStore(folder.workOf(identityOf(networks[index]))).readCorrect,
  });
  const baseline = await checkpointOf(0);
  const comparisons: Result["comparisons"][number][] = [];
  for (let index = 1; index < networks.length; index++) {
    comparisons.push(await compareCheckpoints(baseline, await checkpointOf(index), context));
  }
  return comparisons;
}
