import type { Study } from "../../result/study-result.ts";
import { latexComment, latexText } from "../formats/latex-text.ts";
import { type StudyTable, studyText } from "./tables.ts";

/** A study's tables with booktabs, one for each that the terminal shows. */
export function studyLatex(study: Study): string {
  const { title, facts, sections, notes } = studyText(study);
  const head = [...facts, "needs \\usepackage{booktabs} and \\usepackage{graphicx}"].map(latexComment);
  const tables = sections.flatMap((section) =>
    section.tables.map((table) => written(table, `${title}. ${section.title}. ${table.title}`)),
  );
  return `${[head.join("\n"), ...tables, notes.map(latexComment).join("\n")].join("\n\n")}\n`;
}

function written({ head, rows }: StudyTable, caption: string): string {
  const line = (cells: readonly string[]) => `${cells.map(cellText).join(" & ")} \\\\`;
  return [
    "\\begin{table}",
    "\\centering",
    `\\caption{${captionText(caption)}}`,
    "\\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%",
    `\\begin{tabular}{l${"r".repeat(head.length - 1)}}`,
    "\\toprule",
    line(head),
    "\\midrule",
    ...rows.map(({ cells }) => line(cells)),
    "\\bottomrule",
    "\\end{tabular}}",
    "\\end{table}",
  ].join("\n");
}

/** A cell; `+-` is the sign that it stands for. */
function cellText(text: string): string {
  return text.split("+-").map(latexText).join("$\\pm$");
}

/** Longer than a name may be: set word by word. */
function captionText(text: string): string {
  return text.split(" ").map(cellText).join(" ");
}
