import { tendencyOf } from "../../result/compared.ts";
import type { ExplainFigure } from "../../result/explain-figure.ts";
import type { Explanation } from "../../result/explain-result.ts";
import { ARROWS } from "../arrows.ts";
import { formatDifference, formatDifferenceInterval, formatInterval, formatValue, scaleOf } from "../format.ts";
import { shortened } from "../shortened.ts";
import { type Colors, starred } from "./colors.ts";
import { plainTable } from "./table.ts";

const LEGEND = "Brackets: 95 % intervals.   *: the paired interval of the change from the first excludes zero.";

/**
 * The figures that compare explanations: a row for each checkpoint, with its interval, and with the change from the
 * first one where there are several. Empty without figures.
 */
export function explainFigures(
  { figures, checkpoints }: Pick<Explanation, "figures" | "checkpoints">,
  nameLength: number,
  colors: Colors,
): string {
  if (figures.length === 0) return "";
  const names = checkpoints.map(({ name }) => shortened(name, nameLength));
  const compared = checkpoints.length > 1;
  const head = ["", "", "", "value", "", ...(compared ? ["change", ""] : []), "examples", "says nothing"];
  const rows = figures.flatMap((figure) =>
    checkpoints.map(({ name }, i) => rowOf(figure, i, { name, shown: names[i], compared, colors })),
  );
  const changes = compared ? (["right", "left"] as const) : [];
  const table = plainTable(
    [head.map(colors.dim), ...rows],
    ["left", "left", "left", "right", "left", ...changes, "right", "right"],
  );
  const reasons = figures.flatMap((figure) =>
    figure.scores.flatMap(({ missing }, i) => (missing === null ? [] : [` ${figure.name}, ${names[i]}: ${missing}`])),
  );
  const titles = figures.map(({ name, title }) => colors.dim(` ${name}: ${title}.`));
  return [`${table}\n`, ...reasons, ...titles, colors.dim(` ${LEGEND}`)].join("\n");
}

function rowOf(
  figure: ExplainFigure,
  at: number,
  row: { readonly name: string; readonly shown: string; readonly compared: boolean; readonly colors: Colors },
): readonly string[] {
  const { name, shown, compared, colors } = row;
  const scale = scaleOf(figure);
  const { value, interval, count } = figure.scores[at];
  const change = at === 0 ? undefined : figure.differences.find(({ candidate }) => candidate === name);
  const text = formatValue(value ?? Number.NaN, scale);
  return [
    at === 0 ? colors.bold(figure.name) : "",
    at === 0 ? colors.dim(`${figure.unit} ${ARROWS[figure.better]}`) : "",
    shown,
    starred(text, tendencyOf(change, figure.better), colors),
    colors.dim(formatInterval(interval ?? undefined, scale)),
    ...(compared
      ? [
          change === undefined ? "" : formatDifference(change.difference, scale),
          change === undefined ? "" : colors.dim(formatDifferenceInterval(change.interval, scale)),
        ]
      : []),
    value === null ? "" : `${count}`,
    figure.chance === null ? "" : formatValue(figure.chance, scale),
  ];
}
