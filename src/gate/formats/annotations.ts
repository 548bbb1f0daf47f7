import { printable } from "../../core/printable.ts";
import { worstFirst } from "../../report/check-order.ts";
import type { CheckResult } from "../../result/check-result.ts";

/** GitHub shows ten of a kind for each step, and drops the rest without a word. */
const MOST = 10;

/** Workflow commands of GitHub Actions for what failed and was warned of, the worst first; at most ten lines. */
export function annotations({ checks, verdict }: CheckResult): string {
  const said = worstFirst(checks).filter(({ status }) => status !== "passed");
  const shown = said.length > MOST ? said.slice(0, MOST - 1) : said;
  const lines = shown.map(({ status, id, sentence }) =>
    command(status === "failed" ? "error" : "warning", `ipswap-eval: ${id}`, sentence),
  );
  const more = said.length - shown.length;
  if (more > 0) {
    const rest = said.slice(shown.length);
    const kind = verdict === "failed" && rest.some(({ status }) => status === "failed") ? "error" : "warning";
    lines.push(command(kind, "ipswap-eval", `${more} more; see the job summary`));
  }
  return lines.join("");
}

function command(kind: "error" | "warning", title: string, message: string): string {
  return `::${kind} title=${property(printable(title))}::${data(printable(message))}\n`;
}

/** As actions/toolkit escapes them. */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
