import type { MetricDescription } from "../../result/catalogue.ts";
import { tendencyOf } from "../../result/compared.ts";
import type { StoredDifference } from "../../result/comparison.ts";
import { formatDifference, formatDifferenceInterval, formatInterval, formatValue, type Scale } from "../format.ts";

/** A value with its interval. */
export function Value({
  value,
  interval,
  scale,
}: {
  readonly value: number;
  readonly interval?: readonly [number, number] | undefined;
  readonly scale: Scale;
}) {
  return (
    <>
      {formatValue(value, scale)}
      {interval === undefined ? null : <span class="interval"> {formatInterval(interval, scale)}</span>}
    </>
  );
}

/** A change with its paired interval; better or worse in words for whoever sees no colour. */
export function Change({
  difference,
  better,
  scale,
}: {
  readonly difference: StoredDifference | undefined;
  readonly better: MetricDescription["better"];
  readonly scale: Scale;
}) {
  if (difference === undefined) return null;
  const tendency = tendencyOf(difference, better);
  return (
    <>
      <span class={tendency === "unclear" ? undefined : tendency}>
        {formatDifference(difference.difference, scale)}
        {tendency === "unclear" ? "" : ` (${tendency})`}
      </span>
      <span class="interval"> {formatDifferenceInterval(difference.interval, scale)}</span>
    </>
  );
}
