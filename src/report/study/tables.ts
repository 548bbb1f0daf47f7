import { printableDeep } from "../../core/printable.ts";
import type { Study, StudyColumn, StudyDifference, StudyRow } from "../../result/study-result.ts";
import { formatDifference, formatDifferenceInterval, formatP, formatValue, type Scale, scaleOf } from "../format.ts";
import { groupsOf, groupTitle } from "./groups.ts";
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
  const { plan } = study;
  return {
    title: plan.title,
    facts: factsOf(study),
    sections: groupsOf(study).map(({ title, rows }) => ({
      title,
      sentences: sentences(study, rows),
      tables: [testedTable(study, rows), ...figureTables(study, rows)],
    })),
    notes: notesOf(study),
  };
}

function factsOf({ plan, data, rows, tool, engines }: Study): readonly string[] {
  const { seeds, training, networks, validation, measure } = plan;
  const cells = new Set(rows.flatMap((row) => row.cells)).size;
  const failed = rows.reduce((sum, { failures }) => sum + failures.length, 0);
  return [
    `${data.name}: ${data.trainCount.toLocaleString("en-US")} training images, ${data.testCount.toLocaleString("en-US")} ${validation === undefined ? "test" : "held-out training"} images, ${data.classes} classes`,
    `${networks.join(", ")}; ${seeds.length} ${seeds.length === 1 ? "seed" : "seeds"}, ${training.epochs} epochs, batch ${training.batch}, learning rate ${training.learningRate}`,
    `attacks: ${measuredAttacks(measure)}; corruptions: ${measure.corruptions}`,
    `${cells} networks trained${failed === 0 ? "" : `, ${failed} failed`}; ipswap-eval ${tool.version}${engines.length === 0 ? "" : `, engine ${engines.join(", ")}`}`,
  ];
}

function measuredAttacks({ attacks, presets, epsilons, attackLimit }: Study["plan"]["measure"]): string {
  if (attacks === "none") return attacks;
  return `${attacks} (preset ${presets}, epsilon ${epsilons}) on ${attackLimit === 0 ? "all images" : `${attackLimit} images`}`;
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
      ...(published ? [ANOTHER_SCALE] : []),
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

/** Head of a column of published figures. */
const ANOTHER_SCALE = "published (another scale)";

/** Of the same network, or of the first that figures were published of where it is not among them. */
function publishedValue({ plan }: Study, row: StudyRow, column: string): number | undefined {
  const network = publishedNetwork(plan, row.network);
  return plan.published.find(
    (entry) =>
      entry.network === network &&
      entry.method === row.method &&
      entry.labelNoise === row.labelNoise &&
      entry.column === column,
  )?.value;
}

function publishedNetwork({ published }: Study["plan"], network: string): string | undefined {
  return (published.find((entry) => entry.network === network) ?? published[0])?.network;
}

/** Columns that a table of figures has beside the methods' names. */
const FIGURES_ACROSS = 8;

/** All columns, mean +- deviation, a few at a time; beside a column what was published of it. */
function figureTables(study: Study, rows: readonly StudyRow[]): readonly StudyTable[] {
  if (study.columns.length < 2) return [];
  const columns = study.columns.flatMap((column): readonly FigureColumn[] => {
    const { id, title, unit } = column;
    const scale = scaleOf(column);
    const head = unit === "" ? title : `${title} (${unit})`;
    const figure: FigureColumn = { head, cell: (row) => figureText(row.figures[id], scale) };
    const published = (row: StudyRow) => publishedValue(study, row, id);
    if (rows.every((row) => published(row) === undefined)) return [figure];
    return [figure, { head: ANOTHER_SCALE, cell: (row) => value(published(row), scale) }];
  });
  return inParts(columns).map((shown, part) => ({
    title: part === 0 ? "Everything that was measured, mean +- standard deviation over seeds" : "continued",
    head: ["method", ...shown.map(({ head }) => head)],
    rows: rows.map((row) => ({ cells: [row.method, ...shown.map(({ cell }) => cell(row))] })),
  }));
}

interface FigureColumn {
  readonly head: string;
  readonly cell: (row: StudyRow) => string;
}

/** So many that a table holds; a published column stays beside its own. */
function inParts(columns: readonly FigureColumn[]): readonly (readonly FigureColumn[])[] {
  const parts: FigureColumn[][] = [];
  for (const [i, column] of columns.entries()) {
    const part = parts.at(-1);
    const wide = part === undefined ? Infinity : part.length + (columns[i + 1]?.head === ANOTHER_SCALE ? 2 : 1);
    if (part === undefined || (wide > FIGURES_ACROSS && column.head !== ANOTHER_SCALE)) parts.push([column]);
    else part.push(column);
  }
  return parts;
}

function figureText(figure: StudyRow["figures"][string] | undefined, scale: Scale): string {
  const { mean, deviation } = figure ?? { mean: null, deviation: null };
  return deviation === null ? value(mean, scale) : `${value(mean, scale)} +- ${value(deviation, scale)}`;
}

/** What published figures are of. */
function publishedNotes({ plan }: Study): readonly string[] {
  const networks = [...new Set(plan.networks.flatMap((network) => publishedNetwork(plan, network) ?? []))];
  return networks.length === 0
    ? []
    : [
        `Published figures are of ${networks.join(", ")} on CIFAR-100 at the paper's scale (240 epochs, one run): another scale, to be read for the order of the methods and not for their values.`,
      ];
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
    ...publishedNotes(study),
    ...failures,
  ];
}
