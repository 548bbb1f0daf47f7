import type { Explanation } from "../../result/explain-result.ts";
import { csvLines, numberCell, textCell } from "./csv-text.ts";
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
 * `low` and `high` are 95 % intervals, `change` is against the first checkpoint on the same examples. Figures of
 * explanations, where there are some, stand below, with `explanation` as their condition.
 */
export const csv = {
  id: "csv",
  title: "every figure as a row (long form), values as fractions",
  async write({ result, explanation }) {
    const rows = [
      ...figureRows(result).map(cellsOf),
      ...(explanation === undefined ? [] : explanationRows(explanation)),
    ];
    return [{ path: "report.csv", content: csvLines([COLUMNS, ...rows]) }];
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

function explanationRows({ figures, checkpoints }: Explanation): readonly (readonly string[])[] {
  return checkpoints.flatMap(({ name }, i) =>
    figures.flatMap((figure): (readonly string[])[] => {
      const { value, interval, count } = figure.scores[i];
      if (value === null) return [];
      const change = figure.differences.find(({ candidate }) => candidate === name);
      const texts = [name, "explanation", "", "", "", "", "", figure.id, figure.name, figure.better];
      const numbers = [value, interval?.[0], interval?.[1], count, change?.difference, ...(change?.interval ?? [])];
      const missing = COLUMNS.length - texts.length - numbers.length;
      return [[...texts.map(textCell), ...numbers.map(numberCell), ...Array<string>(missing).fill("")]];
    }),
  );
}
