import { changeBounds, shownChange } from "../../report/change-bounds.ts";
import { formatDifference, formatValue } from "../../report/format.ts";
import { shortened } from "../../report/shortened.ts";
import type { Colors } from "../../report/terminal/colors.ts";
import { fineScaleOf } from "../../report/terminal/metric-rows.ts";
import { type Alignment, plainTable } from "../../report/terminal/table.ts";
import type { Check, CheckResult } from "../../result/check-result.ts";

/** Letters of a release's name, and of a place: at most, where columns go before it gets shorter, and the very least. */
const RELEASE_LENGTH = 8;
const PLACE_LENGTH = 34;
const ROOMY_PLACE = 14;
const LEAST_PLACE = 8;

/** A column of the table; `text` without colours, which `paint` adds. */
interface Column {
  readonly head: string;
  readonly align: Alignment;
  readonly text: (check: Check) => string;
  readonly paint: (text: string, check: Check) => string;
}

/** The table of a check, and the heads of the columns that there was no room for. */
export interface CheckTable {
  readonly text: string;
  readonly leftOut: readonly string[];
}

/** What is left out where room is short, the most needed first. Sentences and reports have it too. */
const DISPENSABLE: readonly string[] = ["interval", "may lose", "detects"];

/**
 * The checks as a table of at most `width` columns, in their order. Where that is too little, names of places lose their
 * first letters, and then columns go, the least needed first.
 */
export function checkTable(
  checks: readonly Check[],
  { release }: Pick<CheckResult, "release">,
  { colors, width }: { readonly colors: Colors; readonly width: number },
): CheckTable {
  const all = columnsOf(release, colors);
  const wanted = Math.min(ROOMY_PLACE, Math.max(...checks.map((check) => lettersOf(placeText(check)))));
  const fits = (leftOut: readonly string[]) => roomFor(without(all, leftOut), checks, width) >= wanted;
  const leftOut = DISPENSABLE.reduce((out, head) => {
    const kept = out.filter((each) => each !== head);
    return fits(kept) ? kept : out;
  }, DISPENSABLE);
  const columns = without(all, leftOut);
  const place = Math.max(LEAST_PLACE, Math.min(PLACE_LENGTH, roomFor(columns, checks, width)));
  const rows = checks.map((check) =>
    columns.map(({ head, text, paint }) => paint(head === PLACE ? ending(text(check), place) : text(check), check)),
  );
  const heads = columns.map(({ head }) => colors.dim(head));
  return {
    text: plainTable(
      [heads, ...rows],
      columns.map(({ align }) => align),
    ),
    leftOut,
  };
}

const PLACE = "where";

/** The head of the column with the last release's values. */
export function releaseHead(release: string): string {
  return shortened(release, RELEASE_LENGTH);
}

const VERDICTS = {
  improved: "green",
  ok: "green",
  regressed: "red",
  inconclusive: "yellow",
  "beyond limit": "red",
} as const;

function columnsOf(release: string | null, colors: Colors): readonly Column[] {
  const painted = (text: string, { status, verdict }: Check) =>
    (status === "passed" ? colors.green : status === "failed" ? colors.red : colors[VERDICTS[verdict]])(text);
  const plain = (text: string) => text;
  const right = (head: string, text: Column["text"], paint: Column["paint"] = plain): Column => ({
    head,
    align: "right",
    text,
    paint,
  });
  const left = (head: string, text: Column["text"], paint: Column["paint"] = plain): Column => ({
    ...right(head, text, paint),
    align: "left",
  });
  return [
    left("", ({ verdict }) => verdict, painted),
    left("", metricText, (_, { metric }) => colors.bold(metric.name) + colors.dim(unitText(metric))),
    left(PLACE, placeText),
    right("base", ({ baseline, ...check }) => valueText(baseline, check)),
    ...(release === null ? [] : [right(releaseHead(release), (check) => valueText(check.release, check), colors.dim)]),
    right("now", ({ candidate, ...check }) => valueText(candidate, check)),
    right(
      "change",
      (check) => (check.change === null ? "" : formatDifference(shownChange(check), fineScaleOf(check.metric))),
      painted,
    ),
    left("interval", intervalText, colors.dim),
    right("may lose", ({ limit, change, ...check }) =>
      limit === null ? valueText(change?.margin, check) : limitText(limit, (value) => valueText(value, check)),
    ),
    right("detects", (check) => (check.change === null ? "" : valueText(check.change.detectable, check)), colors.dim),
  ];
}

function without(columns: readonly Column[], heads: readonly string[]): readonly Column[] {
  return columns.filter(({ head }) => head === "" || !heads.includes(head));
}

/** Letters that are left for the place: one space stands in front, two between columns. */
function roomFor(columns: readonly Column[], checks: readonly Check[], width: number): number {
  const others = columns.filter(({ head }) => head !== PLACE);
  const taken = others.map(({ head, text }) => Math.max(...[head, ...checks.map(text)].map(lettersOf)));
  return width - 1 - taken.reduce((sum, letters) => sum + letters + 2, 0);
}

/** Columns that a text takes at most: two of each letter that is wide in some terminal. */
function lettersOf(text: string): number {
  return Array.from(text).reduce((sum, letter) => sum + (letter >= "\u1100" ? 2 : 1), 0);
}

/** The end of a text, which tells places apart: `…sian_noise/3`. */
function ending(text: string, letters: number): string {
  if (lettersOf(text) <= letters) return text;
  const all = Array.from(text);
  const start = all.findIndex((_, i) => lettersOf(all.slice(i).join("")) < letters);
  return `…${start === -1 ? "" : all.slice(start).join("")}`;
}

function metricText({ metric }: Check): string {
  return metric.name + unitText(metric);
}

function unitText({ unit }: Check["metric"]): string {
  return unit === "" ? "" : ` ${unit}`;
}

/** As budgets name it; of a slice of clean images the slice. */
function placeText({ on, slice }: Check): string {
  if (slice === null) return on;
  return on === "clean" ? slice : `${on} ${slice}`;
}

function valueText(value: number | null | undefined, { metric }: Pick<Check, "metric">): string {
  return formatValue(value ?? Number.NaN, fineScaleOf(metric));
}

function intervalText(check: Check): string {
  const bounds = changeBounds(check);
  return bounds === null ? "" : `[${bounds.map((end) => formatDifference(end, fineScaleOf(check.metric))).join(", ")}]`;
}

function limitText({ min, max }: NonNullable<Check["limit"]>, value: (number: number | null) => string): string {
  if (min === null) return `<= ${value(max)}`;
  return max === null ? `>= ${value(min)}` : `${value(min)}-${value(max)}`;
}
