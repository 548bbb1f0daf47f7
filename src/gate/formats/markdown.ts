import { printable } from "../../core/printable.ts";
import { changeBounds, shownChange } from "../../report/change-bounds.ts";
import { tally, worstFirst } from "../../report/check-order.ts";
import { formatDifference, formatValue } from "../../report/format.ts";
import { bytesOf, linesWithin, MOST_COMMENT_BYTES } from "../../report/formats/comment-size.ts";
import { markdownSentence } from "../../report/formats/markdown-text.ts";
import { fineScaleOf } from "../../report/terminal/metric-rows.ts";
import type { Check, CheckResult } from "../../result/check-result.ts";

/**
 * A comment on a pull request: what failed and was warned of in sentences and a table, the rest folded. Below 64 KB,
 * whatever the number of checks; names from files cannot make links, mentions or HTML.
 */
export function markdownReport(result: CheckResult): string {
  const { verdict, baseline, candidate, data, mode, alpha, identical, notes } = result;
  const { failed, warned, passed } = tally(result);
  const ordered = worstFirst(result.checks);
  const said = ordered.filter(({ status }) => status !== "passed");
  const quiet = ordered.filter(({ status }) => status === "passed");
  const head = [
    `### ${verdict === "failed" ? "❌" : warned > 0 ? "⚠️" : "✅"} Reliability gate ${verdict}: ${failed} failed, ${warned} warned, ${passed} passed`,
    "",
    `**${text(candidate.name)}** against **${text(baseline.name)}** on ${text(data.name)} (${data.count.toLocaleString("en-US")} examples), mode ${mode}, alpha ${100 * alpha} %.`,
    ...(identical ? ["", "The two are identical: nothing was tested."] : []),
    "",
  ];
  const tail = [...notes.flatMap((note) => ["", `> ${text(note)}`]), ""];
  const budget = MOST_COMMENT_BYTES - bytesOf([...head, ...tail].join("\n"));
  const sentences = bounded(
    said.map(({ status, sentence }) => `- ${status === "failed" ? "❌" : "⚠️"} ${text(sentence)}`),
    budget / 2,
  );
  const table = bounded(
    [...said, ...quiet].map((check) => row(check, result)),
    budget - bytesOf(sentences.join("\n")) - 1000,
  );
  return [
    ...head,
    ...sentences,
    "",
    `<details><summary>All ${result.checks.length} checks</summary>`,
    "",
    "| | metric | where | baseline | candidate | change | interval | tolerated | detectable |",
    "| - | - | - | -: | -: | -: | - | -: | -: |",
    ...table,
    "",
    "</details>",
    ...tail,
  ].join("\n");
}

const MARKS: Readonly<Record<Check["status"], string>> = { failed: "❌", warned: "⚠️", passed: "✅" };

function row(check: Check, { release }: CheckResult): string {
  const { metric, place, slice, baseline, candidate, change, limit, verdict, status } = check;
  const scale = fineScaleOf(metric);
  const value = (number: number | null | undefined) => formatValue(number ?? Number.NaN, scale);
  const bounds = changeBounds(check);
  const released = release === null || check.release === null ? "" : ` (${text(release)}: ${value(check.release)})`;
  const cells = [
    `${MARKS[status]} ${verdict}`,
    `${text(metric.name)}${scale.unit === "" ? "" : ` (${scale.unit})`}`,
    text(slice === null ? place : `${place}, ${slice}`),
    `${value(baseline)}${released}`,
    value(candidate),
    change === null ? "" : formatDifference(shownChange(check), scale),
    bounds === null ? "" : `[${bounds.map((end) => formatDifference(end, scale)).join(", ")}]`,
    limit === null ? value(change?.margin) : `${value(limit.min)} ... ${value(limit.max)}`,
    change === null ? "" : value(change.detectable),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** The lines that fit, and how many did not. */
function bounded(lines: readonly string[], most: number): readonly string[] {
  const fitting = linesWithin(lines, most);
  if (fitting.length === lines.length) return lines;
  return [...fitting, "", `${lines.length - fitting.length} more; see the JSON result.`];
}

/** Text that may have names from files in it: no markup, no link, no mention, one line. */
function text(raw: string): string {
  return markdownSentence(printable(raw, 300));
}
