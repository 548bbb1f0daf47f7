import type { Dataset } from "../core/dataset.ts";
import { InputError } from "../core/error.ts";
import { batchSize } from "../model/batch-size.ts";
import { identityOf, type Network } from "../model/network.ts";
import { requireFit } from "../model/require-fit.ts";
import { describeData } from "../result/describe-data.ts";
import { EXAMPLE_COLUMNS } from "../result/example-files.ts";
import { type CheckpointResult, RESULT_SCHEMA, type Result } from "../result/safety-result.ts";
import { catalogueOf } from "./catalogue.ts";
import { checkReading } from "./check-reading.ts";
import { createClassifierPool } from "./classifier-pool.ts";
import { compareAll } from "./compare-all.ts";
import { evaluateNetwork } from "./evaluate-network.ts";
import type { Evaluation, EvaluationEvent } from "./evaluation.ts";
import { fileName } from "./file-name.ts";
import { createJobs } from "./jobs.ts";
import { openMeasurementStore } from "./measurement-store.ts";
import type { NetworkTask } from "./network-task.ts";
import { needsGradients } from "./plan.ts";
import { planWarnings } from "./plan-warnings.ts";
import { openRunFolder, type RunIdentity } from "./run-folder.ts";

/**
 * Measures every checkpoint under every condition of the plan. Killed at any moment, the next call with the same
 * identity and folder goes on at the slice that was being predicted, and gives the same bytes.
 */
export async function* evaluate(evaluation: Evaluation): AsyncGenerator<EvaluationEvent, Result> {
  const { plan, dataset, networks, engine, toolVersion } = evaluation;
  checkNetworks(networks, dataset);
  const identity: Omit<RunIdentity, "checkpoints"> = {
    schema: RESULT_SCHEMA,
    tool: { name: "ipswap-eval", version: toolVersion },
    plan,
    engine: engine.name,
    data: describeData(dataset),
  };
  const checkpoints = networks.map(identityOf);
  const folder = await openRunFolder(evaluation.out, { ...identity, checkpoints }, evaluation.restart);
  const pool = createClassifierPool(engine, {
    batch: (network) => evaluation.batch ?? batchSize(network, dataset.count),
    gradients: needsGradients(plan),
  });
  try {
    if (folder.finished !== undefined) return folder.finished;
    const tasks: Omit<NetworkTask, "other">[] = [];
    for (const network of networks) {
      const store = openMeasurementStore(folder.workOf(identityOf(network)));
      const reading = yield* checkReading(network, evaluation, store);
      tasks.push({ network, reading, evaluation, folder, store, pool });
    }
    const jobs = createJobs(plan, dataset, evaluation.corrupted, true);
    yield { kind: "start", work: networks.length * jobs.reduce((sum, job) => sum + job.count * job.cost, 0) };
    const results: CheckpointResult[] = [];
    for (const [index, task] of tasks.entries()) {
      const other = networks[index === 0 ? 1 : index - 1];
      await pool.keep([task.network, other]);
      results.push(yield* evaluateNetwork({ ...task, other }));
    }
    const result: Result = {
      ...identity,
      command: evaluation.command ?? null,
      catalogue: catalogueOf(plan),
      warnings: planWarnings(plan),
      examples: { columns: EXAMPLE_COLUMNS },
      checkpoints: results,
      comparisons: await compareAll(evaluation, folder, results),
    };
    await folder.finish(result);
    return result;
  } finally {
    await pool.keep([]);
    await folder.close();
  }
}

function checkNetworks(networks: readonly Network[], dataset: Dataset): void {
  const names = networks.map(({ name }) => fileName(name));
  for (const network of networks) {
    const { name } = network;
    if (names.indexOf(fileName(name)) !== names.lastIndexOf(fileName(name))) {
      throw new InputError("`networks`", {
        expected: "checkpoints of different names",
        got: `"${name}" twice`,
        remedy: "Rename one of the folders or files: tables and results call checkpoints by that name.",
      });
    }
    requireFit(network, dataset);
  }
}
