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

interface Compared {
  readonly difference: StoredDifference | undefined;
  readonly better: MetricDescription["better"];
}

/** A change with its paired interval; better or worse in words for whoever sees no colour. */
export function Change({ difference, better, scale }: Compared & { readonly scale: Scale }) {
  if (difference === undefined) return <>-</>;
  const tendency = tendencyOf(difference, better);
  return (
    <>
      <span class={tendency === "unclear" ? undefined : tendency}>
        {formatDifference(difference.difference, scale)}
        {tendency === "unclear" ? "" : ` ${tendency}`}
      </span>
      <span class="interval"> {formatDifferenceInterval(difference.interval, scale)}</span>
    </>
  );
}

/** A star where the paired interval of the difference from the first checkpoint excludes zero. */
export function Star({ difference, better }: Compared) {
  const tendency = tendencyOf(difference, better);
  if (tendency === "unclear") return null;
  return (
    <span class={tendency} title={`${tendency} than the first checkpoint`}>
      {tendency === "better" ? "▲" : "▼"}
      <span class="unseen"> {tendency}</span>
    </span>
  );
}
