import { join } from "node:path";
import { createSample } from "../../metrics/index.ts";
import type { Classifier } from "../core/classifier.ts";
import type { Condition } from "../core/condition.ts";
import type { Dataset } from "../core/dataset.ts";
import { InputError } from "../core/error.ts";
import { sha256, writeAtomic } from "../core/files.ts";
import { predictionsFromLogits } from "../core/predictions.ts";
import type { Engine } from "../engine/index.ts";
import { batchSize } from "../model/batch-size.ts";
import { identityOf, type Network } from "../model/network.ts";
import { requireFit } from "../model/require-fit.ts";
import { EXAMPLE_COLUMNS } from "../result/example-files.ts";
import {
  type CheckpointResult,
  type Measurement,
  RESULT_SCHEMA,
  type Reliability,
  type Result,
} from "../result/safety-result.ts";
import { catalogueOf } from "./catalogue.ts";
import { type ClassifierPool, createClassifierPool } from "./classifier-pool.ts";
import { cleanLogits } from "./clean-logits.ts";
import { compareCheckpoints } from "./compare-checkpoints.ts";
import type { CorruptedImages } from "./corrupted-images.ts";
import { diagnosticsOf } from "./diagnostics.ts";
import { exampleArrays } from "./example-arrays.ts";
import { createJobs, type Job } from "./jobs.ts";
import { openLogitStore } from "./logit-store.ts";
import { measure } from "./measure.ts";
import { type MeasurementStore, openMeasurementStore } from "./measurement-store.ts";
import { outcomesOf } from "./outcomes.ts";
import { type Plan, plannedAttacks } from "./plan.ts";
import { planWarnings } from "./plan-warnings.ts";
import { probeReliability, rivalFlags } from "./reliability.ts";
import { openRunFolder, type RunFolder, type RunIdentity } from "./run-folder.ts";

/** What a run needs besides its plan. */
export interface Evaluation {
  readonly plan: Plan;
  readonly dataset: Dataset;
  readonly networks: readonly Network[];
  readonly engine: Engine;
  readonly corrupted: CorruptedImages;
  /** Folder of the results; an interrupted run of the same identity goes on there. */
  readonly out: string;
  readonly restart: boolean;
  /** Images per pass; default: as many as suit each network's image size. */
  readonly batch?: number;
  readonly toolVersion: string;
  /** The question as a command line, for the result. */
  readonly command?: string;
}

/** What happens while a run is on its way; work is counted in forward passes. */
export type EvaluationEvent =
  | { readonly kind: "start"; readonly work: number }
  | { readonly kind: "progress"; readonly checkpoint: string; readonly job: string; readonly work: number }
  | { readonly kind: "measured"; readonly checkpoint: string; readonly measurement: Measurement };

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
    const jobs = createJobs(plan, dataset, evaluation.corrupted, true);
    yield { kind: "start", work: networks.length * jobs.reduce((sum, job) => sum + job.count * job.cost, 0) };
    const results: CheckpointResult[] = [];
    for (const [index, network] of networks.entries()) {
      const other = networks[index === 0 ? 1 : index - 1];
      await pool.keep([network, other]);
      results.push(yield* evaluateNetwork({ network, other, evaluation, folder, pool }));
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

/** What of a set belongs to a result. */
function describeData(dataset: Dataset): Result["data"] {
  const { name, split, count, height, width, classes, superclasses, sha256 } = dataset;
  const groups = superclasses === undefined ? null : { names: superclasses.names, of: [...superclasses.of] };
  const notes = dataset.notes?.() ?? [];
  return { name, split, count, height, width, classes, superclasses: groups, sha256, notes };
}

/** Each checkpoint after the first against the first. */
async function compareAll(
  { networks, dataset, plan: { seed } }: Evaluation,
  folder: RunFolder,
  results: readonly CheckpointResult[],
): Promise<Result["comparisons"]> {
  if (networks.length < 2) return [];
  const logits = cleanLogits(folder.path, dataset);
  const context = { seed, ...(dataset.superclasses && { superclasses: dataset.superclasses }) };
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

/** What is to be done about one network. */
interface Task {
  readonly network: Network;
  /** Another of the run, to transfer adversarial images from. */
  readonly other: Network | undefined;
  readonly evaluation: Evaluation;
  readonly folder: RunFolder;
  readonly pool: ClassifierPool;
}

async function* evaluateNetwork(task: Task): AsyncGenerator<EvaluationEvent, CheckpointResult> {
  const { network, evaluation, folder, pool } = task;
  const { plan, dataset, corrupted } = evaluation;
  const identity = identityOf(network);
  const store = openMeasurementStore(folder.workOf(identity));
  const known = await store.readReliability();
  const unavailable = known ? known.gradientUnavailable : await whyNoGradient(task);
  const jobs = createJobs(plan, dataset, corrupted, unavailable === null);
  for (const job of jobs) {
    if (store.hasAll(job.conditions)) {
      yield { kind: "progress", checkpoint: network.name, job: job.id, work: job.count * job.cost };
    } else yield* runJob(network, await pool.of(network), job, evaluation, folder, store);
  }
  const conditions = jobs.flatMap((job) => job.conditions);
  const reliability = known ?? (await checkReliability(task, store, conditions, unavailable));
  const logits = await cleanLogits(folder.path, dataset).read(fileName(network.name));
  return {
    ...identity,
    measurements: await store.readAll(conditions),
    diagnostics: diagnosticsOf(createSample(logits.predictions)),
    reliability,
    examples: await writeExamples(task, store, conditions),
    logits: logits.file,
  };
}

/** Writes the per-example file of a checkpoint. */
async function writeExamples(
  { network, evaluation: { dataset }, folder }: Task,
  store: MeasurementStore,
  conditions: readonly Condition[],
): Promise<CheckpointResult["examples"]> {
  const path = `examples/${fileName(network.name)}.npz`;
  const content = await store.packExamples(exampleArrays(dataset), conditions);
  await writeAtomic(join(folder.path, path), content);
  return { path, bytes: content.length, sha256: sha256(content) };
}

function needsGradients(plan: Plan): boolean {
  return plannedAttacks(plan).some(({ gradients }) => gradients > 0);
}

/** Null where the network has a gradient, or nothing of the plan needs one. */
async function whyNoGradient({ network, evaluation: { plan }, pool }: Task): Promise<string | null> {
  if (!needsGradients(plan)) return null;
  return (await pool.of(network)).gradientUnavailable ?? null;
}

async function checkReliability(
  { network, other, evaluation: { plan, dataset }, pool }: Task,
  store: MeasurementStore,
  conditions: readonly Condition[],
  gradientUnavailable: string | null,
): Promise<Reliability> {
  const attacked = conditions.filter((condition) => condition.kind === "attack");
  if (attacked.length === 0) return { gradientUnavailable, probe: null, flags: [] };
  const probe = await probeReliability(plan, await pool.of(network), other && (await pool.of(other)), dataset);
  const flags = [...(probe?.flags ?? []), ...(await rivalFlags(plan, attacked, store.readCorrect))];
  const reliability = { gradientUnavailable, probe: probe?.probe ?? null, flags };
  await store.writeReliability(reliability);
  return reliability;
}

async function* runJob(
  network: Network,
  model: Classifier,
  job: Job,
  { dataset, plan: { seed } }: Evaluation,
  folder: RunFolder,
  store: MeasurementStore,
): AsyncGenerator<EvaluationEvent> {
  const classes = dataset.classes.length;
  const progress = (work: number) => ({ kind: "progress", checkpoint: network.name, job: job.id, work }) as const;
  const { superclasses } = dataset;
  const context = { seed, normalization: network.normalization, ...(superclasses && { superclasses }) };
  const logits = await openLogitStore(join(folder.workOf(identityOf(network)), job.id), job.conditions.length, classes);
  if (logits.rows > 0) yield progress(logits.rows * job.cost);
  if (logits.rows < job.count) {
    for await (const slice of job.predict(model, logits.rows)) {
      if (slice.logits !== undefined) await logits.append(slice.logits);
      yield progress(slice.work);
    }
  }
  for (const [index, condition] of job.conditions.entries()) {
    const rows = await logits.read(index);
    const clean = condition.kind === "clean";
    if (clean) await cleanLogits(folder.path, dataset).write(fileName(network.name), rows);
    const predictions = predictionsFromLogits(rows, dataset.labels.subarray(0, job.count), classes);
    const measurement = measure(condition, predictions, context);
    await store.write(measurement, outcomesOf(createSample(predictions), { top5: clean }));
    yield { kind: "measured", checkpoint: network.name, measurement };
  }
  await logits.remove();
}

/** A checkpoint's name as a file name, whatever it holds. */
function fileName(name: string): string {
  return name.replaceAll(/[^\w.+-]/g, "_");
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
