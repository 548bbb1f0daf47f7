import { printedScale } from "../../../core/metric-record.ts";
import type { Study, StudyColumn, StudyRow } from "../../../result/study-result.ts";
import type { Chart } from "../../charts/chart.ts";
import { formatValue, PERCENT } from "../../format.ts";
import { groupsOf, type StudyGroup } from "../groups.ts";
import { primaryColumn } from "../tables.ts";
import { type HeatCell, heatMap } from "./heat-map.ts";
import { type LinePoint, lineChart } from "./lines.ts";
import { optionCharts } from "./options.ts";
import { seedPoints, unitOf } from "./seed-points.ts";

/** Charts of one group of rows, and those over all groups. */
export interface StudyCharts {
  readonly over: readonly Chart[];
  /** In the order of the groups. */
  readonly groups: readonly (readonly Chart[])[];
}

/** Every chart of a study. */
export function studyCharts(study: Study): StudyCharts {
  return {
    over: noiseCurves(study),
    groups: groupsOf(study).map((group, i) => [
      seedPoints(study, group, i + 1),
      ...attackCurves(study, group, i + 1),
      ...corruptionMap(study, group, i + 1),
      ...optionCharts(study, group, i + 1),
    ]),
  };
}

function pointOf(row: StudyRow, column: StudyColumn, place: Pick<LinePoint, "panel" | "x">): readonly LinePoint[] {
  const figure = row.figures[column.id];
  if (figure === undefined || figure.mean === null) return [];
  const factor = printedScale(column);
  const values = figure.values.flatMap((value) => (value === null ? [] : [factor * value]));
  return [{ ...place, series: row.method, mean: factor * figure.mean, values }];
}

/** The tested column over the share of wrong labels, a panel for each network. */
function noiseCurves(study: Study): readonly Chart[] {
  if (study.plan.labelNoise.length < 2) return [];
  const column = primaryColumn(study);
  const points = study.rows.flatMap((row) => {
    const x = Number.parseFloat(row.labelNoise.replace(/^[a-z-]+:/, ""));
    return Number.isNaN(x) ? [] : pointOf(row, column, { panel: row.network, x });
  });
  const words = {
    id: "study-noise",
    title: "Noisy training labels",
    description: `${unitOf(column)} on images with their true labels, over the share of training labels that are wrong: mean over seeds as a line, each seed as a point.`,
  };
  return points.length === 0 ? [] : [lineChart({ ...words, x: "share of wrong labels", y: unitOf(column) }, points)];
}

const ATTACK = /^attack-(.+)-(pixel|normalized)-([^-/]+(?:e-\d+)?)\/accuracy$/;

/** Accuracy over epsilon, a panel for each attack. */
function attackCurves({ columns }: Study, { title, rows }: StudyGroup, index: number): readonly Chart[] {
  const attacked = columns.flatMap((column) => {
    const [, id, space, epsilon] = ATTACK.exec(column.id) ?? [];
    return id === undefined
      ? []
      : [{ column, panel: `${id.replace(/^ensemble/, "worst case")} (${space})`, x: Number(epsilon) }];
  });
  const points = rows.flatMap((row) => attacked.flatMap(({ column, ...place }) => pointOf(row, column, place)));
  if (new Set(points.map(({ x }) => x)).size < 2) return [];
  const words = {
    id: `study-attacks-${index}`,
    title: `${title}: accuracy under attack`,
    description:
      "Accuracy over epsilon, mean over seeds as a line, each seed as a point. Robust accuracy is an upper bound: a stronger attack may lower it.",
  };
  return [lineChart({ ...words, x: "epsilon", y: "accuracy (%)" }, points)];
}

/** Mean accuracy over severities of each method under each corruption. */
function corruptionMap({ columns }: Study, { title, rows }: StudyGroup, index: number): readonly Chart[] {
  const corrupted = columns.filter(({ id }) => id.startsWith("corrupted-"));
  const cells = rows.flatMap(({ method, figures }) =>
    corrupted.flatMap((column): HeatCell[] => {
      const mean = figures[column.id]?.mean;
      if (mean === null || mean === undefined) return [];
      return [{ panel: "", row: method, column: column.title, value: mean, text: formatValue(mean, PERCENT) }];
    }),
  );
  if (cells.length === 0) return [];
  const words = {
    id: `study-corruptions-${index}`,
    title: `${title}: accuracy under corruption`,
    description: "Accuracy in percent, mean over severities 1 to 5 and over seeds; darker is higher.",
  };
  return [heatMap({ ...words, row: "", column: "" }, cells)];
}
