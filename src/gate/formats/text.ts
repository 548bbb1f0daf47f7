import pico from "picocolors";
import { printableDeep } from "../../core/printable.ts";
import { significant } from "../../core/significant.ts";
import { tally, worstFirst } from "../../report/check-order.ts";
import { shortened } from "../../report/shortened.ts";
import type { Colors } from "../../report/terminal/colors.ts";
import { WIDTH, wrapped } from "../../report/terminal/wrapped.ts";
import type { CheckResult } from "../../result/check-result.ts";
import { checkTable, releaseHead } from "./check-table.ts";

/** How a check is shown in a terminal. */
export interface CheckTextOptions {
  readonly color: boolean;
  /** Whether slices that passed stand in the table too. */
  readonly every: boolean;
  /** Columns of the terminal; what is made for fewer than 80 or more than 100 nobody reads. Default: 100. */
  readonly columns?: number | undefined;
}

const LEAST_WIDTH = 80;

/**
 * A check for a terminal: the outcome, a table of what was compared, the worst first, and a sentence for each failure and
 * warning. Slices that passed are counted, unless all are asked for.
 */
export function checkText(stored: CheckResult, options: CheckTextOptions): string {
  const width = Math.max(LEAST_WIDTH, Math.min(WIDTH, options.columns || WIDTH));
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
    const [first, ...rest] = wrapped(sentence, "   ", width);
    const mark = status === "failed" ? colors.red("x") : colors.yellow("!");
    return [` ${mark} ${first.trimStart()}`, ...rest];
  });
  const table = checkTable(shown, result, { colors, width });
  const notes = [...result.notes, ...legend(result, table.leftOut)].flatMap((note) => wrapped(note, " ", width));
  return [
    "",
    ...verdictLines(result, colors, width),
    ...wrapped(questionLine(result), " ", width).map((line) => colors.dim(line)),
    "",
    ...(result.identical ? [] : [table.text, ""]),
    ...(hidden > 0 && !result.identical ? [` ${colors.dim(`${hidden} more slices passed.`)}`, ""] : []),
    ...(sentences.length > 0 ? [...sentences, ""] : []),
    ...notes.map((line) => colors.dim(line)),
    "",
  ].join("\n");
}

const UNDECIDED =
  "the examples neither show more harm than is tolerated nor exclude it. More of them, or a wider margin, would tell.";

/** The verdict in one line, or the counts in a line of their own where it would be too long. */
function verdictLines(result: CheckResult, colors: Colors, width: number): readonly string[] {
  const { verdict, baseline, candidate, identical } = result;
  const { failed, warned, passed } = tally(result);
  const word = verdict.toUpperCase();
  const paint = verdict === "failed" ? colors.red : colors.green;
  const counts = identical ? "identical: nothing was tested" : `${failed} failed, ${warned} warned, ${passed} passed`;
  const most = Math.floor((width - `  ${word}   against :`.length) / 2);
  const names = [candidate, baseline].map(({ name }) => shortened(name, most));
  const line = `${word}  ${names.join(" against ")}: ${counts}`;
  const painted = ` ${colors.bold(paint(word))}  ${colors.bold(names[0])} against ${names[1]}:`;
  return line.length < width ? [`${painted} ${counts}`] : [painted, ` ${counts}`];
}

function questionLine({ data, mode, alpha, budget }: CheckResult): string {
  const size = `${data.name} ${data.split}: ${data.count.toLocaleString("en-US")} images, ${data.classes} classes`;
  return [size, `${mode}, alpha ${significant(100 * alpha)} %`, `budget: ${budget}`].join("  ·  ");
}

function legend({ mode, checks, identical, release }: CheckResult, leftOut: readonly string[]): readonly string[] {
  if (identical || checks.every(({ change }) => change === null)) return [];
  const adjusted = mode === "regression" ? ", each end at the level of its test" : "";
  const explained = [
    ["interval", `of the change${adjusted}`],
    ["may lose", "harm that is tolerated"],
    ["detects", "smallest true harm found with 80 % power, were right answers lost at random"],
    ...(release === null ? [] : [[releaseHead(release), `value of the last release, ${release}`]]),
  ].filter(([head]) => !leftOut.includes(head));
  return [
    explained.map(([head, words]) => `${head}: ${words}`).join("   "),
    ...(leftOut.length === 0
      ? []
      : [`no room for ${leftOut.join(", ")}: they are in the Markdown and the JSON report`]),
  ];
}
