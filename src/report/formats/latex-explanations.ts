import type { ExplainFigure } from "../../result/explain-figure.ts";
import type { Explanation } from "../../result/explain-result.ts";
import { formatInterval, formatValue, scaleOf } from "../format.ts";
import { latexTable } from "./latex-table.ts";
import { latexNumber, latexText } from "./latex-text.ts";

/** What the maps and answers are worth: a row for each checkpoint, a column for each figure with its interval. */
export function explanationTable({ figures, checkpoints }: Explanation): readonly string[] {
  if (figures.length === 0) return [];
  const star =
    checkpoints.length > 1 ? " *: the paired interval of the difference from the first row excludes zero." : "";
  const table = latexTable({
    label: "explanations",
    caption: `Figures of the explanations, with 95\\,\\% intervals.${star}`,
    align: `l${"r".repeat(figures.length)}`,
    columns: ["", ...figures.map(headOf)],
    groups: [
      { rows: checkpoints.map(({ name }, i) => [latexText(name), ...figures.map((figure) => cell(figure, name, i))]) },
    ],
  });
  return [table];
}

function headOf({ name, unit }: ExplainFigure): string {
  return latexText(unit === "" ? name : `${name} (${unit === "x1000" ? "×1000" : unit})`);
}

function cell(figure: ExplainFigure, checkpoint: string, place: number): string {
  const scale = scaleOf(figure);
  const { value, interval } = figure.scores[place];
  if (value === null) return "--";
  const change = figure.differences.find(({ candidate }) => candidate === checkpoint);
  const differs = change !== undefined && (change.interval[0] > 0 || change.interval[1] < 0);
  const shown = formatInterval(interval ?? undefined, scale);
  return `${latexNumber(formatValue(value, scale))}${differs ? "\\rlap{*}" : ""} ${latexNumber(shown)}`.trim();
}
