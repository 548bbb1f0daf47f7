import { counted } from "../../core/counted.ts";
import type { MetricRecord } from "../../core/metric-record.ts";
import { significant } from "../../core/significant.ts";
import { type Scale, scaleOf } from "../format.ts";

/** A metric, and whether noise pushes its value one way. */
export type PrintedMetric = MetricRecord & { readonly biased?: "value" | "resamples" };

/** What the figures of a table are of. */
export interface Facts {
  readonly count: number;
  readonly classes: number;
  readonly resamples: number;
  readonly seed: number;
  readonly level: number;
}

/** The line above a table of metrics. */
export function factsLine({ count, classes, resamples, seed }: Facts): string {
  return `${counted(count, "example")}, ${counted(classes, "class", "classes")}  ·  ${counted(resamples, "resample")}, seed ${seed}`;
}

/** Title of the column of intervals. */
export function intervalTitle({ level }: Facts): string {
  return `${significant(level * 100, 6)} % interval`;
}

/** The metrics that there is an entry of, in the order of the list. */
export function withEntries<T>(metrics: readonly PrintedMetric[], entries: Readonly<Record<string, T>>) {
  return metrics.flatMap((metric) => {
    const entry = entries[metric.id];
    return entry === undefined ? [] : [{ metric, entry }];
  });
}

/** One digit more than in a table of many models: here the interval is beside the value. */
export function fineScaleOf(metric: Pick<MetricRecord, "unit">): Scale {
  const scale = scaleOf(metric);
  return { ...scale, digits: scale.digits + 1 };
}
