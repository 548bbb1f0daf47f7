import type { Check } from "../result/check-result.ts";

/** The interval of the change (candidate less baseline) that belongs to the verdict; of a signed error, of its magnitude. */
export function changeBounds({ change, metric }: Check): readonly [low: number, high: number] | null {
  const [low, high] = change?.bounds ?? [null, null];
  if (low === null && high === null) return null;
  const ends = [low ?? Number.NEGATIVE_INFINITY, high ?? Number.POSITIVE_INFINITY] as const;
  return metric.better === "higher" ? [-ends[1], -ends[0]] : ends;
}

/** The change that tables show beside it: candidate less baseline; of a signed error, of its magnitude. */
export function shownChange({ change, metric }: Check): number {
  return (metric.better === "zero" ? change?.harm : change?.difference) ?? Number.NaN;
}
