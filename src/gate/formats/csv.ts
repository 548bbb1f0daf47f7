import { changeBounds, shownChange } from "../../report/change-bounds.ts";
import { worstFirst } from "../../report/check-order.ts";
import { csvLines, numberCell, textCell } from "../../report/formats/csv-text.ts";
import type { Check, CheckResult } from "../../result/check-result.ts";

const COLUMNS = [
  "status",
  "verdict",
  "level",
  "metric",
  "name",
  "better",
  "on",
  "place",
  "slice",
  "examples",
  "baseline",
  "candidate",
  "release",
  "change",
  "change_low",
  "change_high",
  "margin",
  "limit_min",
  "limit_max",
  "p",
  "adjusted_p",
  "detectable",
  "lost",
  "won",
  "test",
] as const;

/**
 * Every check as a row, the worst first, in the terms of the JSON result: fractions, an empty cell where there is no
 * number. `change` is candidate less baseline (of a signed error, of its magnitude), its interval the one that the verdict
 * comes from: an end without a bound is empty.
 */
export function verdictCsv({ checks }: CheckResult): string {
  return csvLines([COLUMNS, ...worstFirst(checks).map(cellsOf)]);
}

function cellsOf(check: Check): readonly string[] {
  const { status, verdict, level, metric, on, place, slice, count, baseline, candidate, release, change, limit } =
    check;
  const [low, high] = changeBounds(check) ?? [];
  const texts = [status, verdict, level, metric.id, metric.name, metric.better, on, place, slice ?? ""];
  const numbers = [
    ...[count, baseline, candidate, release],
    ...[change === null ? null : shownChange(check), finite(low), finite(high), change?.margin],
    ...[limit?.min, limit?.max, change?.p, change?.adjustedP, change?.detectable, change?.lost, change?.won],
  ];
  return [...texts.map(textCell), ...numbers.map(numberCell), textCell(change?.test ?? "")];
}

const finite = (end: number | undefined) => (end !== undefined && Number.isFinite(end) ? end : undefined);
