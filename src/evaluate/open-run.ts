import { InputError } from "../core/error.ts";
import { batchSize } from "../model/batch-size.ts";
import { identityOf, type Network } from "../model/network.ts";
import { requireFit } from "../model/require-fit.ts";
import { describeData } from "../result/describe-data.ts";
import { createClassifierPool } from "./classifier-pool.ts";
import type { Evaluation } from "./evaluation.ts";
import { fileName } from "./file-name.ts";
import { openMeasurementStore } from "./measurement-store.ts";
import { needsGradients } from "./plan.ts";
import type { RunIdentity } from "./run-folder.ts";
import type { NetworkTask, Task } from "./task.ts";

/**
 * What makes a run the run that it is.
 *
 * @throws InputError where networks have the same name, or one does not fit the data
 */
export function runIdentity(
  { plan, dataset, networks, engine, toolVersion }: Evaluation,
  { schema }: Pick<Task<unknown>, "schema">,
): RunIdentity {
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
  return {
    schema,
    tool: { name: "ipswap-eval", version: toolVersion },
    plan,
    engine: engine.name,
    data: describeData(dataset),
    checkpoints: networks.map(identityOf),
  };
}

/** What each network of a run is measured with, and what releases it. Two networks are kept in memory at a time. */
export function openTasks(evaluation: Evaluation, task: Task<unknown>, folder: NetworkTask["folder"]) {
  const { plan, dataset, networks, engine } = evaluation;
  const batchOf = (network: Network) => evaluation.batch ?? batchSize(network, dataset.count, engine.sessions);
  const pool = createClassifierPool(
    (network) => task.createModel(network, engine, { batch: batchOf(network) }),
    needsGradients(plan),
  );
  const taskOf = (network: Network, index: number): NetworkTask => ({
    network,
    other: networks[index === 0 ? 1 : index - 1],
    evaluation,
    folder,
    store: openMeasurementStore(folder.workOf(identityOf(network))),
    pool,
    task,
  });
  return {
    tasks: networks.map(taskOf),
    keep: ({ network, other }: NetworkTask) => pool.keep(other === undefined ? [network] : [network, other]),
    close: () => pool.keep([]),
  };
}
