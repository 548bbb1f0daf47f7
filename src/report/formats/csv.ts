import { textCell } from "./csv-text.ts";
import { type FigureRow, figureRows } from "./figure-rows.ts";
import type { ReportFormat } from "./format.ts";

const COLUMNS = [
  "checkpoint",
  "condition",
  "id",
  "title",
  "space",
  "epsilon",
  "severity",
  "metric",
  "name",
  "better",
  "value",
  "low",
  "high",
  "examples",
  "change",
  "change_low",
  "change_high",
] as const;

/**
 * Every figure as a row: comma-separated, a header, lines ended by CRLF (RFC 4180). Values are fractions (nats for NLL);
 * `low` and `high` are 95 % intervals, `change` is against the first checkpoint on the same examples.
 */
export const csv = {
  id: "csv",
  title: "every figure as a row (long form), values as fractions",
  async write({ result }) {
    const rows = figureRows(result).map(cellsOf);
    return [{ path: "report.csv", content: [COLUMNS, ...rows].map((cells) => `${cells.join(",")}\r\n`).join("") }];
  },
} as const satisfies ReportFormat;

function cellsOf({ checkpoint, on, title, metric, value, interval, count, change }: FigureRow): readonly string[] {
  const attack = on.kind === "attack" ? on : undefined;
  const id = on.kind === "clean" ? "" : on.kind === "corruptions" ? on.ids.join(" ") : on.id;
  return [
    textCell(checkpoint.name),
    textCell(on.kind),
    textCell(id),
    textCell(title),
    textCell(attack?.space ?? ""),
    numberCell(attack?.epsilon),
    numberCell(on.kind === "corruption" ? on.severity : undefined),
    textCell(metric.id),
    textCell(metric.name),
    textCell(metric.better),
    ...[
      value,
      interval?.[0],
      interval?.[1],
      count,
      change?.difference,
      ...(change?.interval ?? [undefined, undefined]),
    ].map(numberCell),
  ];
}

/** Empty where there is no number. */
function numberCell(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? "" : `${value}`;
}
