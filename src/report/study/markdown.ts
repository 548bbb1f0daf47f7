import type { Study } from "../../result/study-result.ts";
import { type StudyTable, studyText } from "./tables.ts";

/** A study as Markdown, for a repository or a page. */
export function studyMarkdown(study: Study): string {
  const { title, facts, sections, notes } = studyText(study);
  const parts = sections.flatMap((section) => [
    `## ${escaped(section.title)}`,
    ...(section.sentences.length === 0 ? [] : [list(section.sentences)]),
    ...section.tables.flatMap((table) => [`**${escaped(table.title)}**`, tableText(table)]),
  ]);
  return `${[`# ${escaped(title)}`, list(facts), ...parts, list(notes)].join("\n\n")}\n`;
}

function tableText({ head, rows }: StudyTable): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(" | ")} |`;
  return [
    line(head),
    `| ${head.map((_, i) => (i === 0 ? "-" : "-:")).join(" | ")} |`,
    ...rows.map(({ cells }) => line(cells)),
  ].join("\n");
}

const list = (items: readonly string[]) => items.map((item) => `- ${escaped(item)}`).join("\n");

/** Text that Markdown shows as it is. */
function escaped(text: string): string {
  return text.replace(/[\\`*_[\]<>|#&]/g, (sign) => `\\${sign}`);
}
