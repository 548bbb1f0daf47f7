import type { Study } from "../../result/study-result.ts";
import { markdownCell, markdownSentence, markdownTable } from "../formats/markdown-text.ts";
import { type StudyTable, studyText } from "./tables.ts";

/**
 * A study as Markdown, for a repository or a page.
 *
 * @param level of its heading: 1 is a document's title
 */
export function studyMarkdown(study: Study, level = 1): string {
  const { title, facts, sections, notes } = studyText(study);
  const heading = (depth: number, text: string) => `${"#".repeat(level + depth)} ${markdownSentence(text)}`;
  const parts = sections.flatMap((section) => [
    heading(1, section.title),
    ...(section.sentences.length === 0 ? [] : [markdownList(section.sentences)]),
    ...section.tables.flatMap((table) => [`**${markdownSentence(table.title)}**`, tableText(table)]),
  ]);
  return `${[heading(0, title), markdownList(facts), ...parts, markdownList(notes)].join("\n\n")}\n`;
}

function tableText({ head, rows }: StudyTable): string {
  const written = (cells: readonly string[]) => cells.map(markdownCell);
  return markdownTable(
    written(head),
    rows.map(({ cells }) => written(cells)),
    1,
  );
}

/** A list of sentences, which may hold names from outside; intervals keep their brackets. */
function markdownList(items: readonly string[]): string {
  const sentence = (item: string) => markdownSentence(item).replaceAll(/&#91;([-+\d., ]+)&#93;/g, "[$1]");
  return items.map((item) => `- ${sentence(item)}`).join("\n");
}
