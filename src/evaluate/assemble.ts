import { join } from "node:path";
import { createSample } from "../../metrics/index.ts";
import { conditionKey } from "../core/condition.ts";
import { sha256, writeAtomic } from "../core/files.ts";
import type { NetworkIdentity } from "../model/network.ts";
import { EXAMPLE_COLUMNS, shownColumns } from "../result/example-files.ts";
import {
  type CheckpointResult,
  RESULT_SCHEMA,
  type Reading,
  type Reliability,
  type Result,
} from "../result/safety-result.ts";
import { catalogueOf } from "./catalogue.ts";
import { cleanLogits } from "./clean-logits.ts";
import { compareAll, type MeasuredRun } from "./compare-all.ts";
import { diagnosticsOf } from "./diagnostics.ts";
import { exampleArrays } from "./example-arrays.ts";
import { fileName } from "./file-name.ts";
import { openMeasurementStore } from "./measurement-store.ts";
import { plannedConditions } from "./plan.ts";
import { planWarnings } from "./plan-warnings.ts";
import type { RunIdentity } from "./run-folder.ts";
import { shownConditions } from "./shown-conditions.ts";

/**
 * The result of a run whose conditions are all measured, from what is on disk: neither networks nor images are needed. It
 * takes the memory of one checkpoint's outcomes.
 */
export async function assemble(
  run: MeasuredRun,
  { checkpoints: _, ...identity }: RunIdentity,
  command: string | undefined,
): Promise<Result> {
  const results: CheckpointResult[] = [];
  const shown = shownConditions(run.plan).map(conditionKey);
  for (const checkpoint of run.checkpoints) results.push(await assembleCheckpoint(run, checkpoint));
  const result: Result = {
    ...identity,
    schema: RESULT_SCHEMA,
    command: command ?? null,
    catalogue: catalogueOf(run.plan),
    warnings: planWarnings(run.plan),
    examples: { columns: [...EXAMPLE_COLUMNS, ...shown.flatMap(shownColumns)] },
    checkpoints: results,
    comparisons: await compareAll(run, results),
  };
  await run.folder.finish(result);
  return result;
}

async function assembleCheckpoint(run: MeasuredRun, checkpoint: NetworkIdentity): Promise<CheckpointResult> {
  const { plan, rows, folder } = run;
  const store = openMeasurementStore(folder.workOf(checkpoint));
  const reading = (await store.readReading()) as Reading;
  const reliability = (await store.readReliability()) as Reliability;
  const conditions = plannedConditions(plan, reliability.gradientUnavailable === null);
  const logits = await cleanLogits(folder.path, rows).read(fileName(checkpoint.name));
  const path = `examples/${fileName(checkpoint.name)}.npz`;
  const content = await store.packExamples(exampleArrays(rows), conditions);
  await writeAtomic(join(folder.path, path), content);
  return {
    ...checkpoint,
    ...reading,
    measurements: await store.readAll(conditions),
    diagnostics: diagnosticsOf(createSample(logits.predictions)),
    reliability,
    examples: { path, bytes: content.length, sha256: sha256(content) },
    logits: logits.file,
  };
}
