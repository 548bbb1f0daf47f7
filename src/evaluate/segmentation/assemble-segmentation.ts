import { join } from "node:path";
import {
  compareImages,
  type Difference,
  type Estimate,
  estimateUnderCorruption,
  poolSegmentation,
  type SegmentationCounts,
  segmentationMetrics,
} from "../../../metrics/index.ts";
import { type Condition, SEVERITIES } from "../../core/condition.ts";
import { sha256, writeAtomic } from "../../core/files.ts";
import { encodeNpy } from "../../data/npy.ts";
import { encodeNpyText } from "../../data/npy-text.ts";
import type { NetworkIdentity } from "../../model/network.ts";
import type { Reading, Reliability } from "../../result/safety-result.ts";
import {
  SEGMENTATION_SCHEMA,
  type SegmentationCheckpoint,
  type SegmentationResult,
} from "../../result/segmentation-result.ts";
import { catalogueOf, describeMetric } from "../catalogue.ts";
import type { MeasuredRun } from "../compare-all.ts";
import { type ExampleRows, storedRows } from "../example-rows.ts";
import { fileName } from "../file-name.ts";
import { type MeasurementStore, openMeasurementStore } from "../measurement-store.ts";
import { plannedConditions } from "../plan.ts";
import { planWarnings } from "../plan-warnings.ts";
import type { RunIdentity } from "../run-folder.ts";
import { metricsOf } from "./measure-segmentation.ts";
import { pixelFacts } from "./pixel-facts.ts";
import type { PixelCounts } from "./stored-counts.ts";

type Run = MeasuredRun<SegmentationResult>;

const RESAMPLES = 2000;
const LEVEL = 0.95;

/** The result of a run whose conditions are all measured, from the counts that are on disk. */
export async function assembleSegmentation(
  run: Run,
  { checkpoints: _, ...identity }: RunIdentity,
  command: string | undefined,
): Promise<SegmentationResult> {
  const { plan, rows, checkpoints } = run;
  const results: SegmentationCheckpoint[] = [];
  for (const checkpoint of checkpoints) results.push(await checkpointOf(run, checkpoint));
  const result: SegmentationResult = {
    ...identity,
    schema: SEGMENTATION_SCHEMA,
    command: command ?? null,
    catalogue: { ...catalogueOf(plan), metrics: metricsOf(rows.classes).map(describeMetric) },
    warnings: planWarnings(plan),
    bootstrap: { clusters: "images", resamples: RESAMPLES, seed: plan.seed, level: LEVEL },
    checkpoints: results,
    comparisons: await comparisonsOf(run),
  };
  await run.folder.finish(result);
  return result;
}

async function checkpointOf({ plan, rows, folder }: Run, checkpoint: NetworkIdentity): Promise<SegmentationCheckpoint> {
  const store = openMeasurementStore(folder.workOf(checkpoint));
  const reading = (await store.readReading()) as Reading;
  const reliability = (await store.readReliability()) as Reliability;
  const conditions = plannedConditions(plan, reliability.gradientUnavailable === null);
  const clean = await countsUnder(store, { kind: "clean" }, rows.classes.length);
  const path = `examples/${fileName(checkpoint.name)}.npz`;
  const content = await store.packExamples(namesOf(rows), conditions);
  await writeAtomic(join(folder.path, path), content);
  const corrupted = plan.corruptions.length > 0;
  return {
    ...checkpoint,
    ...reading,
    measurements: await store.readAll(conditions),
    ...(corrupted && { corruption: await underCorruption(store, clean, plan) }),
    pixels: pixelFacts(clean),
    reliability,
    images: { path, bytes: content.length, sha256: sha256(content) },
  };
}

/** Which image each row is. */
function namesOf(rows: ExampleRows): Readonly<Record<string, Uint8Array>> {
  const { index, name } = storedRows(rows);
  return {
    "index.npy": encodeNpy([rows.count], Int32Array.from(index)),
    ...(name && { "name.npy": encodeNpyText(name) }),
  };
}

/** P, mPC and rPC of the headline figures of which more is better: of an error its share would say nothing. */
async function underCorruption(
  store: MeasurementStore,
  clean: PixelCounts,
  { corruptions, seed }: Run["plan"],
): Promise<SegmentationCheckpoint["corruption"]> {
  const { classes } = clean;
  const confusions: SegmentationCounts[][] = [];
  for (const id of corruptions) {
    const row: SegmentationCounts[] = [];
    for (const severity of SEVERITIES)
      row.push(await confusionUnder(store, { kind: "corruption", id, severity }, classes));
    confusions.push(row);
  }
  const chosen = segmentationMetrics.filter(({ headline, better }) => headline === true && better === "higher");
  const values = chosen.map((metric) => {
    const { p, mpc, rpc } = estimateUnderCorruption<SegmentationCounts>(clean, confusions, metric, { seed });
    return [metric.id, { p: stored(p), mpc: stored(mpc), rpc: stored(rpc) }] as const;
  });
  return { corruptions: [...corruptions], severities: [...SEVERITIES], values: Object.fromEntries(values) };
}

/** Each checkpoint after the first against the first, on clean images. */
async function comparisonsOf({ plan, rows, checkpoints, folder }: Run): Promise<SegmentationResult["comparisons"]> {
  const [first, ...others] = checkpoints;
  const countsOf = (checkpoint: NetworkIdentity): Promise<SegmentationCounts> =>
    countsUnder(openMeasurementStore(folder.workOf(checkpoint)), { kind: "clean" }, rows.classes.length);
  const comparisons: SegmentationResult["comparisons"][number][] = [];
  for (const other of others) {
    const pair = [await countsOf(first), await countsOf(other)] as const;
    const differences = compareImages(pair, poolSegmentation, segmentationMetrics, { seed: plan.seed });
    comparisons.push({ baseline: first.name, candidate: other.name, differences: differences.map(storedDifference) });
  }
  return comparisons;
}

async function countsUnder(store: MeasurementStore, condition: Condition, classes: number): Promise<PixelCounts> {
  const counts = await confusionUnder(store, condition, classes);
  return { ...counts, confidence: (await store.readArray(condition, "confidence")) as Float64Array };
}

async function confusionUnder(
  store: MeasurementStore,
  condition: Condition,
  classes: number,
): Promise<SegmentationCounts> {
  const confusion = Float64Array.from((await store.readArray(condition, "confusion")) as Int32Array);
  return { classes, images: confusion.length / (classes + 1) ** 2, confusion };
}

type StoredEstimate = NonNullable<SegmentationCheckpoint["corruption"]>["values"][string]["p"];
type StoredDifference = SegmentationResult["comparisons"][number]["differences"][number];

/** JSON has no NaN. */
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

function stored({ value, interval, signature }: Estimate): StoredEstimate {
  return { value: finite(value), interval: [finite(interval[0]), finite(interval[1])], signature };
}

function storedDifference(difference: Difference): StoredDifference {
  const { baseline, candidate, interval, p, adjustedP, minimumDetectable } = difference;
  return {
    ...difference,
    baseline: finite(baseline),
    candidate: finite(candidate),
    difference: finite(difference.difference),
    interval: [finite(interval[0]), finite(interval[1])],
    p: finite(p),
    adjustedP: finite(adjustedP),
    minimumDetectable: finite(minimumDetectable),
  };
}
