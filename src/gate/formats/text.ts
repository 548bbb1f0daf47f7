import pico from "picocolors";
import { printableDeep } from "../../core/printable.ts";
import { significant } from "../../core/significant.ts";
import { changeBounds, shownChange } from "../../report/change-bounds.ts";
import { tally, worstFirst } from "../../report/check-order.ts";
import { formatDifference, formatValue } from "../../report/format.ts";
import { shortened } from "../../report/shortened.ts";
import type { Colors } from "../../report/terminal/colors.ts";
import { fineScaleOf } from "../../report/terminal/metric-rows.ts";
import { plainTable } from "../../report/terminal/table.ts";
import { wrapped } from "../../report/terminal/wrapped.ts";
import type { Check, CheckResult } from "../../result/check-result.ts";

/** Letters of a place, and of a checkpoint's name. */
const PLACE_LENGTH = 34;
const NAME_LENGTH = 40;

/**
 * A check for a terminal of 100 columns: the outcome, a table of what was compared, the worst first, and a sentence for
 * each failure and warning. Slices that passed are counted, unless all are asked for.
 */
export function checkText(stored: CheckResult, options: { readonly color: boolean; readonly every: boolean }): string {
  const colors = pico.createColors(options.color);
  const result = printableDeep(stored);
  const ordered = worstFirst(result.checks);
  const shown = ordered.filter(({ status, slice }) => options.every || status !== "passed" || slice === null);
  const hidden = ordered.length - shown.length;
  const said = ordered.filter(({ status }) => status !== "passed");
  const undecided = said.filter(
    ({ status, verdict, change }) => status === "warned" && verdict === "inconclusive" && change?.p != null,
  );
  const sentences = [
    ...said.filter((check) => !undecided.includes(check)).map(({ status, sentence }) => ({ status, sentence })),
    ...(undecided.length === 0
      ? []
      : [{ status: "warned" as const, sentence: `${undecided.length} inconclusive: ${UNDECIDED}` }]),
  ].flatMap(({ status, sentence }) => {
    const [first, ...rest] = wrapped(sentence, "   ");
    const mark = status === "failed" ? colors.red("x") : colors.yellow("!");
    return [` ${mark} ${first.trimStart()}`, ...rest];
  });
  const notes = [...result.notes, ...legend(result)].flatMap((note) => wrapped(note, " "));
  return [
    "",
    ` ${verdictLine(result, colors)}`,
    ` ${colors.dim(questionLine(result))}`,
    "",
    ...(result.identical ? [] : [table(shown, result, colors), ""]),
    ...(hidden > 0 && !result.identical ? [` ${colors.dim(`${hidden} more slices passed.`)}`, ""] : []),
    ...(sentences.length > 0 ? [...sentences, ""] : []),
    ...notes.map((line) => colors.dim(line)),
    "",
  ].join("\n");
}

const UNDECIDED =
  "the examples neither show more harm than is tolerated nor exclude it. More of them, or a wider margin, would tell.";

function verdictLine(result: CheckResult, colors: Colors): string {
  const { verdict, baseline, candidate, identical } = result;
  const { failed, warned, passed } = tally(result);
  const word = verdict === "failed" ? colors.bold(colors.red("FAILED")) : colors.bold(colors.green("PASSED"));
  const counts = identical ? "identical: nothing was tested" : `${failed} failed, ${warned} warned, ${passed} passed`;
  const names = [candidate, baseline].map(({ name }) => shortened(name, NAME_LENGTH));
  return `${word}  ${colors.bold(names[0])} against ${names[1]}: ${counts}`;
}

function questionLine({ data, mode, alpha, budget }: CheckResult): string {
  const size = `${data.name} ${data.split}: ${data.count.toLocaleString("en-US")} images, ${data.classes} classes`;
  return [size, `${mode}, alpha ${significant(100 * alpha)} %`, `budget: ${budget}`].join("  ·  ");
}

const VERDICTS = {
  improved: "green",
  ok: "green",
  regressed: "red",
  inconclusive: "yellow",
  "beyond limit": "red",
} as const;

function table(checks: readonly Check[], { release }: CheckResult, colors: Colors): string {
  const head = ["", "", "where", "base", "now", "change", "interval", "may lose", "detects"];
  const released = release === null ? [] : [shortened(release, 12)];
  const rows = checks.map((check) => {
    const { metric, on, slice, baseline, candidate, change, limit, verdict, status } = check;
    const scale = fineScaleOf(metric);
    const value = (number: number | null | undefined) => formatValue(number ?? Number.NaN, scale);
    const bounds = changeBounds(check);
    const paint = status === "passed" ? colors.green : status === "failed" ? colors.red : colors[VERDICTS[verdict]];
    return [
      paint(verdict),
      colors.bold(metric.name) + colors.dim(scale.unit === "" ? "" : ` ${scale.unit}`),
      shortened(slice === null ? on : `${on} ${slice}`, PLACE_LENGTH),
      value(baseline),
      value(candidate),
      change === null ? "" : paint(formatDifference(shownChange(check), scale)),
      colors.dim(bounds === null ? "" : `[${bounds.map((end) => formatDifference(end, scale)).join(", ")}]`),
      limit === null ? value(change?.margin) : limitText(limit, value),
      change === null ? "" : colors.dim(value(change.detectable)),
      ...(release === null ? [] : [value(check.release)]),
    ];
  });
  const alignments = ["left", "left", "left", "right", "right", "right", "left", "right", "right", "right"] as const;
  return plainTable(
    [[...head, ...released].map(colors.dim), ...rows],
    alignments.slice(0, head.length + released.length),
  );
}

function limitText({ min, max }: NonNullable<Check["limit"]>, value: (number: number | null) => string): string {
  if (min === null) return `<= ${value(max)}`;
  return max === null ? `>= ${value(min)}` : `${value(min)}-${value(max)}`;
}

function legend({ mode, checks, identical }: CheckResult): readonly string[] {
  if (identical || checks.every(({ change }) => change === null)) return [];
  const adjusted = mode === "regression" ? ", each end at the level of its test" : "";
  return [
    `interval: of the change${adjusted}   may lose: harm that is tolerated   detects: smallest true harm found with 80 % power, were right answers lost at random`,
  ];
}
