import type { MetricDescription } from "./catalogue.ts";
import type { Compared, StoredDifference } from "./comparison.ts";
import type { CheckpointResult, Result } from "./safety-result.ts";

/** What the examples say about a difference: better or worse where its paired interval excludes zero. */
export type Tendency = "better" | "worse" | "unclear";

/** A checkpoint's difference from the first one; undefined for the first itself, and where it was not compared. */
export function differenceOf(
  { comparisons }: Result,
  { name }: CheckpointResult,
  on: Compared,
  metric: string,
): StoredDifference | undefined {
  const key = JSON.stringify(on);
  return comparisons
    .find(({ candidate }) => candidate === name)
    ?.differences.find((difference) => difference.metric === metric && JSON.stringify(difference.on) === key);
}

/** @param better which way the metric points; a signed error has no better side of its difference */
export function tendencyOf(
  difference: Pick<StoredDifference, "interval"> | undefined,
  better: MetricDescription["better"],
): Tendency {
  if (difference === undefined || better === "zero") return "unclear";
  const [low, high] = difference.interval;
  if (low <= 0 && high >= 0) return "unclear";
  return low > 0 === (better === "higher") ? "better" : "worse";
}
