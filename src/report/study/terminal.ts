import pico from "picocolors";
import type { Study } from "../../result/study-result.ts";
import { type Alignment, plainTable } from "../terminal/table.ts";
import { wrapped } from "../terminal/wrapped.ts";
import { studyText } from "./tables.ts";

/** A study as tables for a terminal. */
export function studyTable(study: Study, options: { readonly color: boolean }): string {
  const colors = pico.createColors(options.color);
  const paint = {
    better: colors.green,
    worse: colors.red,
    unclear: (text: string) => text,
    descriptive: (text: string) => text,
  };
  const { title, facts, sections, notes } = studyText(study);
  const parts = sections.map((section) => {
    const tables = section.tables.map(({ title: name, head, rows }) => {
      const alignments: readonly Alignment[] = head.map((_, i) => (i === 0 ? "left" : "right"));
      const lines = rows.map(({ cells, verdict }) =>
        cells.map((cell) => (verdict === undefined ? cell : paint[verdict](cell))),
      );
      return ` ${colors.dim(name)}\n${plainTable([head.map((word) => colors.bold(word)), ...lines], alignments)}`;
    });
    const said = section.sentences.flatMap((sentence) => wrapped(sentence, " "));
    return [` ${colors.bold(section.title)}`, ...(said.length === 0 ? [] : [said.join("\n")]), ...tables].join("\n\n");
  });
  const below = notes.flatMap((note) => wrapped(note, " ").map((line) => colors.dim(line)));
  return `\n ${colors.bold(title)}\n ${facts.join("  ·  ")}\n\n${parts.join("\n\n")}\n\n${below.join("\n")}\n`;
}
