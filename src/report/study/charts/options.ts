import { groupBy } from "../../../core/group-by.ts";
import { printedScale } from "../../../core/metric-record.ts";
import type { Study, StudyRow } from "../../../result/study-result.ts";
import type { Chart } from "../../charts/chart.ts";
import { formatValue, scaleOf } from "../../format.ts";
import type { StudyGroup } from "../groups.ts";
import { primaryColumn } from "../tables.ts";
import { type HeatCell, heatMap } from "./heat-map.ts";
import { lineChart } from "./lines.ts";
import { unitOf } from "./seed-points.ts";

/** Rows of one method in which the same options vary, from which a chart is worth drawing. */
const FEWEST = 3;

/**
 * The tested column over a method's options: a curve over one that takes numbers, a heat map over two, a panel for each
 * setting of further ones.
 */
export function optionCharts(study: Study, { title, rows }: StudyGroup, index: number): readonly Chart[] {
  const families = groupBy(rows, ({ trained }) =>
    JSON.stringify([trained.method, trained.augment, Object.keys(trained.options).toSorted()]),
  );
  return [...families.values()].flatMap((family, i) => {
    const varied = variedOptions(family);
    if (family.length < FEWEST || varied.length === 0) return [];
    const words = { id: `study-options-${index}-${i + 1}`, title: `${title}: ${nameOf(family[0])} over its options` };
    if (varied.length === 1) return overOne(study, family, varied[0], words);
    return [overTwo(study, family, varied, words)];
  });
}

type Words = Pick<Chart, "id" | "title">;

const nameOf = ({ trained: { method, augment } }: StudyRow) => (augment === "none" ? method : `${method}, ${augment}`);

function variedOptions(family: readonly StudyRow[]): readonly string[] {
  return Object.keys(family[0].trained.options).filter(
    (option) => new Set(family.map(({ trained }) => trained.options[option])).size > 1,
  );
}

function overOne(study: Study, family: readonly StudyRow[], option: string, words: Words): readonly Chart[] {
  const column = primaryColumn(study);
  const factor = printedScale(column);
  const points = family.flatMap((row) => {
    const [x, figure] = [row.trained.options[option], row.figures[column.id]];
    if (typeof x !== "number" || figure === undefined || figure.mean === null) return [];
    const values = figure.values.flatMap((value) => (value === null ? [] : [factor * value]));
    return [{ panel: "", series: nameOf(row), x, mean: factor * figure.mean, values }];
  });
  if (points.length < FEWEST) return [];
  const description = `Mean over seeds as a line, each seed as a point. Options are to be chosen on images that are not those of the final table.`;
  return [lineChart({ ...words, description, x: option, y: unitOf(column) }, points)];
}

function overTwo(
  study: Study,
  family: readonly StudyRow[],
  [row, column, ...others]: readonly string[],
  words: Words,
): Chart {
  const tested = primaryColumn(study);
  const cells = family.flatMap(({ trained: { options }, figures }): HeatCell[] => {
    const mean = figures[tested.id]?.mean;
    if (mean === null || mean === undefined) return [];
    return [
      {
        panel: others.map((option) => `${option} ${options[option]}`).join(", "),
        row: `${options[row]}`,
        column: `${options[column]}`,
        value: mean,
        text: formatValue(mean, scaleOf(tested)),
      },
    ];
  });
  const description = `${unitOf(tested)}, mean over seeds, for each ${row} and ${column}; darker is higher. What is highest among many settings is partly luck.`;
  return heatMap({ ...words, description, row, column }, cells);
}
