import pico from "picocolors";
import { printableDeep } from "../../core/printable.ts";
import { wrapped } from "../../report/terminal/wrapped.ts";
import type { Finding } from "./find-problems.ts";

/** What was found in a table, the impossible first. */
export function sanityText(stored: readonly Finding[], options: { readonly color: boolean }): string {
  const colors = pico.createColors(options.color);
  const findings = printableDeep(stored);
  const marks = { impossible: colors.red("x"), doubtful: colors.yellow("?"), derived: colors.dim("=") };
  const lines = (["impossible", "doubtful", "derived"] as const).flatMap((kind) =>
    findings
      .filter((finding) => finding.kind === kind)
      .flatMap(({ row, columns, sentence }) => {
        const [first, ...rest] = wrapped(`${row}, ${columns.join(" and ")}: ${sentence}`, "   ");
        return [` ${marks[kind]} ${first.trimStart()}`, ...rest];
      }),
  );
  const problems = findings.filter(({ kind }) => kind !== "derived").length;
  const summary = problems === 0 ? colors.green("Nothing here is impossible.") : colors.bold(`${problems} to look at.`);
  return `\n ${summary}\n\n${lines.join("\n")}${lines.length > 0 ? "\n\n" : ""}`;
}
