import { measurementOf } from "../../result/measured.ts";
import type { Result } from "../../result/safety-result.ts";
import { bytesOf, linesWithin, MOST_COMMENT_BYTES } from "./comment-size.ts";
import type { ReportFormat } from "./format.ts";
import { attackSection, cleanSection, corruptionSection, figureSection, settingsSection } from "./markdown-sections.ts";
import { changesInWords, doubtsInWords } from "./markdown-words.ts";

/** A part of the text that can be left out. */
interface Section {
  readonly title: string;
  readonly text: string;
}

/**
 * A summary for a pull request: what is better, worse and within noise, then tables with intervals. It fits a comment:
 * a section that does not is left out, and named.
 */
export const markdown = {
  id: "markdown",
  title: "a summary for a pull request, under 64 KB",
  async write({ result, explanation }) {
    const sections: readonly Section[] = [
      { title: "clean images", text: cleanSection(result) },
      { title: "attacks", text: attackSection(result) },
      { title: "corruptions", text: corruptionSection(result) },
      ...(explanation ? [{ title: "explanations", text: figureSection(explanation) }] : []),
      { title: "settings", text: settingsSection(result) },
    ].filter(({ text }) => text !== "");
    return [{ path: "report.md", content: withinLimit(heading(result), sections) }];
  },
} as const satisfies ReportFormat;

function heading(result: Result): string {
  const { checkpoints, data } = result;
  const count = measurementOf(checkpoints[0], { kind: "clean" })?.count ?? data.count;
  return [
    "## Reliability and robustness",
    `${count.toLocaleString("en-US")} images of ${data.classes.length} classes.`,
    changesInWords(result),
    doubtsInWords(result),
  ]
    .filter((text) => text !== "")
    .join("\n\n");
}

/** @param start is cut only where it alone is too long */
function withinLimit(start: string, sections: readonly Section[]): string {
  let text = bytesOf(start) > MOST_COMMENT_BYTES / 2 ? cutAtLine(start, MOST_COMMENT_BYTES / 2) : start;
  const leftOut: string[] = [];
  for (const section of sections) {
    const longer = `${text}\n\n${section.text}`;
    if (bytesOf(longer) <= MOST_COMMENT_BYTES) text = longer;
    else leftOut.push(section.title);
  }
  if (leftOut.length > 0) text += `\n\nLeft out, to stay under 64 KB: ${leftOut.join(", ")}.`;
  return `${text}\n`;
}

function cutAtLine(text: string, most: number): string {
  const kept = linesWithin(text.split("\n"), most).join("\n");
  return `${kept}\n\nThe rest of this list was left out, to stay under 64 KB.`;
}
