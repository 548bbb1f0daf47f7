import { printableDeep } from "../../core/printable.ts";
import type { Study, StudyColumn, StudyDifference, StudyRow } from "../../result/study-result.ts";
import { formatDifference, formatDifferenceInterval, formatP, formatValue, type Scale, scaleOf } from "../format.ts";
import { sentences } from "./sentences.ts";
import { type Verdict, verdictOf } from "./verdict.ts";

/** A table of text: the first row is its head, the first column names. */
export interface StudyTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly { readonly cells: readonly string[]; readonly verdict?: Verdict }[];
}

/** A study as people read it, whatever it is written in. */
export interface StudyText {
  readonly title: string;
  readonly facts: readonly string[];
  readonly sections: readonly {
    readonly title: string;
    readonly sentences: readonly string[];
    readonly tables: readonly StudyTable[];
  }[];
  readonly notes: readonly string[];
}

/** The tables and sentences of a study: for each network and label noise, the tested column and then all of them. */
export function studyText(stored: Study): StudyText {
  const study = printableDeep(stored);
  const { plan, data, rows } = study;
  const keys = [...new Set(rows.map(groupTitle))];
  return {
    title: plan.title,
    facts: [
      `${data.name}: ${data.trainCount.toLocaleString("en-US")} training images, ${data.testCount.toLocaleString("en-US")} ${plan.validation === undefined ? "test" : "held-out training"} images, ${data.classes} classes`,
      `${plan.seeds.length} ${plan.seeds.length === 1 ? "seed" : "seeds"}, ${plan.training.epochs} epochs, batch ${plan.training.batch}, learning rate ${plan.training.learningRate}`,
      `ipswap-eval ${study.tool.version}`,
    ],
    sections: keys.map((title) => {
      const ofGroup = rows.filter((row) => groupTitle(row) === title);
      return {
        title,
        sentences: sentences(study, ofGroup),
        tables: [testedTable(study, ofGroup), ...figureTables(study, ofGroup)],
      };
    }),
    notes: notesOf(study),
  };
}

function groupTitle({ network, labelNoise }: StudyRow): string {
  return labelNoise === "0" ? network : `${network}, label noise ${labelNoise}`;
}

/** The column of a study that differences are tested in. */
export function primaryColumn({ columns, plan }: Study): StudyColumn {
  const fallback: StudyColumn = { id: plan.primary, title: plan.primary, unit: "", better: "zero" };
  return columns.find(({ id }) => id === plan.primary) ?? fallback;
}

function testedTable(study: Study, rows: readonly StudyRow[]): StudyTable {
  const { plan } = study;
  const column = primaryColumn(study);
  const scale = scaleOf(column);
  const unit = column.unit === "" ? "" : ` (${column.unit})`;
  const published = rows.some((row) => publishedValue(study, row, column.id) !== undefined);
  const dearer = rows.some(({ equalCompute }) => equalCompute !== null);
  return {
    title: `${column.title}${unit}: mean over seeds and difference from ${plan.reference}`,
    head: [
      "method",
      "cost",
      "seeds",
      column.title,
      "+-",
      "difference",
      "95 % interval",
      "p",
      ...(dearer ? ["at equal compute", "95 % interval", "p"] : []),
      ...(published ? ["published, another scale"] : []),
    ],
    rows: rows.map((row) => {
      const figure = row.figures[column.id];
      const difference = row.differences?.[column.id];
      const verdict =
        row.test === null || difference === undefined ? undefined : verdictOf(row.test, difference, column.better);
      return {
        cells: [
          row.method,
          `${row.cost}x`,
          seedsText(row),
          value(figure?.mean, scale),
          value(figure?.deviation, scale),
          ...comparisonCells(row.test, difference, scale),
          ...(dearer ? comparisonCells(row.equalCompute?.test ?? null, row.equalCompute?.difference, scale) : []),
          ...(published ? [value(publishedValue(study, row, column.id) ?? null, scale)] : []),
        ],
        ...(verdict !== undefined && { verdict }),
      };
    }),
  };
}

function comparisonCells(
  test: StudyRow["test"],
  difference: StudyDifference | undefined,
  scale: Scale,
): readonly string[] {
  if (test === null || difference === undefined || difference.mean === null) return ["", "", ""];
  const interval = test.interval ?? difference.interval;
  return [
    formatDifference(difference.mean, scale),
    interval === null ? "" : formatDifferenceInterval(interval, scale),
    test.adjusted === null ? "" : formatP(test.adjusted),
  ];
}

function seedsText({ cells, failures }: StudyRow): string {
  return failures.length === 0 ? `${cells.length}` : `${cells.length - failures.length} of ${cells.length}`;
}

function value(found: number | null | undefined, scale: Scale): string {
  return found === null || found === undefined ? "-" : formatValue(found, scale);
}

function publishedValue({ plan }: Study, row: StudyRow, column: string): number | undefined {
  return plan.published.find(
    (entry) =>
      entry.network === row.network &&
      entry.method === row.method &&
      entry.labelNoise === row.labelNoise &&
      entry.column === column,
  )?.value;
}

/** Columns that a table of figures has beside the methods' names. */
const FIGURES_ACROSS = 8;

/** All columns, mean +- deviation, a few at a time. */
function figureTables({ columns }: Study, rows: readonly StudyRow[]): readonly StudyTable[] {
  if (columns.length < 2) return [];
  const parts = Math.ceil(columns.length / FIGURES_ACROSS);
  return Array.from({ length: parts }, (_, part) => {
    const shown = columns.slice(part * FIGURES_ACROSS, (part + 1) * FIGURES_ACROSS);
    return {
      title: part === 0 ? "Everything that was measured, mean +- standard deviation over seeds" : "continued",
      head: ["method", ...shown.map(({ title, unit }) => (unit === "" ? title : `${title} (${unit})`))],
      rows: rows.map((row) => ({
        cells: [
          row.method,
          ...shown.map((column) => {
            const { mean, deviation } = row.figures[column.id] ?? { mean: null, deviation: null };
            const scale = scaleOf(column);
            return deviation === null ? value(mean, scale) : `${value(mean, scale)} +- ${value(deviation, scale)}`;
          }),
        ],
      })),
    };
  });
}

function notesOf(study: Study): readonly string[] {
  const { plan, rows } = study;
  const failures = rows.flatMap((row) =>
    row.failures.map(
      ({ seed, during, reason }) => `${row.method}, ${groupTitle(row)}, seed ${seed}: ${during} failed: ${reason}`,
    ),
  );
  return [
    "The seed is the replicate: every method is trained once with each, and differences are paired by seed.",
    "p: exact two-sided sign-flip test over seeds, adjusted by Holm over the methods of a table; only this column is tested.",
    ...(rows.some(({ test }) => test?.interval)
      ? [
          "Intervals of tested differences are over other seeds and other test images; +- is the standard deviation over seeds.",
        ]
      : ["+- is the standard deviation over seeds."]),
    "Cost: images that go through the network for each training example.",
    ...(plan.equalCompute
      ? ["At equal compute: against the reference trained for as many more epochs as the method costs more."]
      : []),
    ...failures,
  ];
}
