import { join } from "node:path";
import {
  compareImages,
  type Difference,
  drawAll,
  type Estimate,
  estimateImages,
  estimateUnderCorruption,
  type ImageCounts,
  type ImageMetric,
} from "../../../metrics/index.ts";
import { writeAtomic } from "../../core/files.ts";
import { findById } from "../../core/find-by-id.ts";
import { type ClassRow, type DenseFacts, denseComparison, denseTable } from "../../report/terminal/dense-table.ts";
import { DENSE_SCHEMA, type DenseResult } from "../../result/dense-result.ts";
import type { MetricsOptions } from "../commands/metrics.ts";
import { type Io, wantsColor } from "../io.ts";
import type { Corrupted } from "./corrupted.ts";

/** Everything that a table or a JSON file of dense metrics is made of. */
export interface DenseMeasured<Counts extends ImageCounts> {
  readonly task: DenseResult["task"];
  readonly images: readonly string[];
  readonly classes: readonly string[];
  readonly reading: DenseResult["reading"];
  readonly counts: Readonly<Record<string, number>>;
  /** In words, for the line above the table. */
  readonly counted: readonly string[];
  readonly baseline: Counts;
  readonly candidate?: Counts;
  readonly corrupted?: Corrupted<Counts>;
  readonly metrics: readonly ImageMetric<Counts>[];
  /** Metrics of each class, in the order of a row. */
  readonly ofClass: (k: number) => readonly ImageMetric<Counts>[];
  readonly shareOf: (k: number) => number;
  /** Images in which a class is true. */
  readonly imagesOf: (k: number) => number;
  pool(baseline: Counts, candidate: Counts): Counts;
}

/** The metrics that were asked for, of those that there are. */
export function chosenMetrics<Metric extends { readonly id: string }>(
  metrics: readonly Metric[],
  ids: string | undefined,
): readonly Metric[] {
  return ids === undefined ? metrics : ids.split(",").map((id) => findById(metrics, id.trim(), "metric"));
}

/** Fewest images of a class for an interval: resamples of fewer are nearly all alike, or have none. */
const FEWEST = 5;

/** Measures, and prints a table or JSON; with `out` the JSON goes to a file too. */
export async function reportDense<Counts extends ImageCounts>(
  measured: DenseMeasured<Counts>,
  options: MetricsOptions,
  io: Io,
): Promise<void> {
  const { baseline, candidate, metrics } = measured;
  const classMetrics = measured.classes.flatMap((_, k) => measured.ofClass(k));
  const all = [...metrics, ...classMetrics];
  const valuesOf = (counts: Counts) =>
    withoutFew(withTies(estimateImages(counts, all, options), all, counts), measured);
  const values = valuesOf(baseline);
  const differences =
    candidate === undefined ? undefined : compareImages([baseline, candidate], measured.pool, metrics, options);
  const other =
    candidate === undefined || differences === undefined ? undefined : { values: valuesOf(candidate), differences };
  const corruption = underCorruption(measured, options);
  const result = JSON.stringify(resultOf(measured, all, { values, other, corruption }, options), nullForNaN, 2);
  if (options.out !== undefined) await writeAtomic(join(options.out, "dense-metrics.json"), `${result}\n`);
  if (options.json) io.stdout.write(`${result}\n`);
  else {
    const facts: DenseFacts & { permutations: number } = { ...options, counted: measured.counted };
    const color = { color: wantsColor(io, io.stdout) };
    io.stdout.write(
      differences === undefined
        ? denseTable({ ...tableOf(measured, values), corruption: corruptionRows(metrics, corruption) }, facts, color)
        : denseComparison(changesOf(metrics, differences), facts, color),
    );
  }
}

type Values = Readonly<Record<string, Estimate & { readonly ties?: readonly [number, number] }>>;

function withTies<Counts extends ImageCounts>(
  values: Readonly<Record<string, Estimate>>,
  metrics: readonly ImageMetric<Counts>[],
  counts: Counts,
): Values {
  const drawn = drawAll(counts);
  const entries = metrics.map((metric) => {
    const ties = metric.bounds?.(drawn);
    return [metric.id, { ...values[metric.id], ...(ties && { ties }) }] as const;
  });
  return Object.fromEntries(entries);
}

/** P, mPC and rPC of the headline figures of which more is better: a share of an error would say nothing. */
function underCorruption<Counts extends ImageCounts>(
  { baseline, corrupted, metrics }: DenseMeasured<Counts>,
  options: MetricsOptions,
) {
  if (corrupted === undefined) return undefined;
  const { corruptions, severities, counts } = corrupted;
  const chosen = metrics.filter(({ headline, better }) => headline === true && better === "higher");
  const values = chosen.map(
    (metric) => [metric.id, estimateUnderCorruption(baseline, counts, metric, options)] as const,
  );
  return { corruptions, severities, values: Object.fromEntries(values) };
}

function corruptionRows<Counts extends ImageCounts>(
  metrics: readonly ImageMetric<Counts>[],
  corruption: ReturnType<typeof underCorruption>,
) {
  if (corruption === undefined) return undefined;
  const { corruptions, severities, values } = corruption;
  const rows = metrics.flatMap((metric) => (metric.id in values ? [{ metric, ...values[metric.id] }] : []));
  return { conditions: corruptions.length * severities.length, corruptions: corruptions.length, rows };
}

/** Values without the intervals of classes that hardly any image has. */
function withoutFew<Counts extends ImageCounts>(
  values: Values,
  { classes, ofClass, imagesOf }: DenseMeasured<Counts>,
): Values {
  const few = classes.flatMap((_, k) => (imagesOf(k) < FEWEST ? ofClass(k).map(({ id }) => id) : []));
  const without = few.map((id) => [id, { ...values[id], interval: [Number.NaN, Number.NaN] as const }] as const);
  return { ...values, ...Object.fromEntries(without) };
}

function tableOf<Counts extends ImageCounts>(measured: DenseMeasured<Counts>, values: Values) {
  const entryOf = (metric: ImageMetric<Counts>) => ({ metric, ...values[metric.id] });
  const classes = measured.classes.map((name, k): ClassRow => {
    return { name, share: measured.shareOf(k), images: measured.imagesOf(k), values: measured.ofClass(k).map(entryOf) };
  });
  return { overall: measured.metrics.map(entryOf), classes };
}

function changesOf<Counts extends ImageCounts>(
  metrics: readonly ImageMetric<Counts>[],
  differences: readonly Difference[],
) {
  return differences.map((difference, m) => ({ ...difference, metric: metrics[m] }));
}

function resultOf<Counts extends ImageCounts>(
  { task, images, classes, reading, counts }: DenseMeasured<Counts>,
  metrics: readonly ImageMetric<Counts>[],
  parts: {
    readonly values: Values;
    readonly other: { readonly values: Values; readonly differences: readonly Difference[] } | undefined;
    readonly corruption: ReturnType<typeof underCorruption>;
  },
  { resamples, seed, level }: MetricsOptions,
) {
  return {
    schema: DENSE_SCHEMA,
    task,
    images,
    classes,
    reading,
    bootstrap: { clusters: "images", resamples, seed, level },
    counts,
    metrics: metrics.map(({ id, name, title, unit, better, range, definition, version, headline = false }) => {
      return { id, name, title, unit, better, range, definition, version, headline };
    }),
    values: parts.values,
    ...(parts.corruption && { corruption: parts.corruption }),
    ...(parts.other && { other: parts.other }),
  };
}

/** JSON has no NaN nor infinity. */
function nullForNaN(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? null : value;
}
