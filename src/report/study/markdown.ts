import type { Study } from "../../result/study-result.ts";
import { markdownSentence, markdownTable } from "../formats/markdown-text.ts";
import { type StudyTable, studyText } from "./tables.ts";

/** A study as Markdown, for a repository or a page. */
export function studyMarkdown(study: Study): string {
  const { title, facts, sections, notes } = studyText(study);
  const parts = sections.flatMap((section) => [
    `## ${markdownSentence(section.title)}`,
    ...(section.sentences.length === 0 ? [] : [list(section.sentences)]),
    ...section.tables.flatMap((table) => [`**${markdownSentence(table.title)}**`, tableText(table)]),
  ]);
  return `${[`# ${markdownSentence(title)}`, list(facts), ...parts, list(notes)].join("\n\n")}\n`;
}

function tableText({ head, rows }: StudyTable): string {
  const written = (cells: readonly string[]) => cells.map(markdownSentence);
  return markdownTable(
    written(head),
    rows.map(({ cells }) => written(cells)),
    1,
  );
}

const list = (items: readonly string[]) => items.map((item) => `- ${markdownSentence(item)}`).join("\n");
