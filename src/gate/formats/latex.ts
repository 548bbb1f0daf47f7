import { changeBounds, shownChange } from "../../report/change-bounds.ts";
import { tally, worstFirst } from "../../report/check-order.ts";
import { formatDifference, formatValue } from "../../report/format.ts";
import { latexLongTable } from "../../report/formats/latex-table.ts";
import { latexComment, latexNumber, latexText } from "../../report/formats/latex-text.ts";
import { fineScaleOf } from "../../report/terminal/metric-rows.ts";
import type { Check, CheckResult } from "../../result/check-result.ts";

const COLUMNS = [
  "metric",
  "where",
  "verdict",
  "baseline",
  "candidate",
  "change",
  "interval",
  "tolerated",
  "detectable",
];

/**
 * The checks as a table (booktabs and longtable), the worst first. Slices that passed are counted in the caption, as in
 * the terminal, and not listed.
 */
export function verdictLatex(result: CheckResult): string {
  const { tool, baseline, candidate, data, mode, alpha, identical, verdict, checks } = result;
  const shown = worstFirst(checks).filter(({ status, slice }) => status !== "passed" || slice === null);
  const hidden = checks.length - shown.length;
  const { failed, warned, passed } = tally(result);
  const caption = [
    `${latexText(candidate.name)} against ${latexText(baseline.name)} on ${latexText(data.name)} (${data.count} images): ${verdict}.`,
    identical ? "The two are identical: nothing was tested." : `${failed} failed, ${warned} warned, ${passed} passed.`,
    `Mode ${mode}, $\\alpha = ${100 * alpha}\\,\\%$; each end of an interval at the adjusted level of its test.`,
    ...(hidden > 0 ? [`${hidden} more slices passed.`] : []),
  ].join(" ");
  const table = latexLongTable({
    label: "verdicts",
    caption,
    align: "lllrrrrrr",
    columns: COLUMNS,
    groups: [{ rows: shown.map(row) }],
  });
  const head = `${tool.name} ${tool.version}; needs \\usepackage{booktabs} and \\usepackage{longtable}`;
  return `${latexComment(head)}\n\n${table}\n`;
}

function row(check: Check): readonly string[] {
  const { metric, place, slice, verdict, status, baseline, candidate, change, limit } = check;
  const scale = fineScaleOf(metric);
  const value = (number: number | null | undefined) => formatValue(number ?? Number.NaN, scale);
  const bounds = changeBounds(check);
  return [
    ...[
      `${metric.name}${metric.unit === "" ? "" : ` (${metric.unit === "x1000" ? "×1000" : metric.unit})`}`,
      slice === null ? place : `${place}, ${slice}`,
      status === "passed" ? verdict : `${verdict} (${status})`,
    ].map(latexText),
    ...[
      value(baseline),
      value(candidate),
      change === null ? "" : formatDifference(shownChange(check), scale),
      bounds === null ? "" : `[${bounds.map((end) => formatDifference(end, scale)).join(", ")}]`,
    ].map(latexNumber),
    limit === null ? latexNumber(value(change?.margin)) : limitOf(limit, (end) => latexNumber(value(end))),
    change === null ? "" : latexNumber(value(change.detectable)),
  ];
}

function limitOf({ min, max }: NonNullable<Check["limit"]>, shown: (end: number | null) => string): string {
  if (min === null) return `at most ${shown(max)}`;
  return max === null ? `at least ${shown(min)}` : `${shown(min)} to ${shown(max)}`;
}
