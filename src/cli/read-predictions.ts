import { type Predictions, predictionsFromLogits, predictionsFromProbabilities } from "../../metrics/index.ts";
import { counted } from "../core/counted.ts";
import { InputError } from "../core/error.ts";
import { significant } from "../core/significant.ts";
import { readMatrix } from "../data/matrix.ts";
import { roundedProbabilities, softmaxOverExamples } from "../data/rounded-probabilities.ts";
import type { Matrix } from "../data/table.ts";
import { withoutNumberedHeadings } from "./numbered-headings.ts";
import { impossibleLabels, labelDoubt, requireLabels } from "./stored-labels.ts";

export type ScoreKind = "logits" | "probabilities";

/** How files of scores are read. */
export interface Reading {
  readonly kind: ScoreKind;
  readonly softmax: "float64" | "float32";
  readonly warn: (text: string) => void;
}

/**
 * What a model said, and what was right, from files that any program saved. Whatever is left out, changed or doubtful
 * is said.
 *
 * @throws InputError naming the file, and the first row that does not fit
 */
export async function readPredictions(path: string, labelsPath: string, reading: Reading): Promise<Predictions> {
  const { kind, softmax, warn } = reading;
  const tables = withoutNumberedHeadings(
    { path, table: await readMatrix(path, kind) },
    { path: labelsPath, table: await readMatrix(labelsPath, "label") },
  );
  for (const note of tables.notes) warn(note);
  const { rows, columns, values } = twoClasses(tables.scores, path, reading);
  const labels = oneColumn(tables.labels, labelsPath);
  if (labels.length !== rows) {
    throw new InputError(labelsPath, {
      expected: `${counted(rows, "label")}, one for each row of ${path}`,
      got: `${labels.length}`,
    });
  }
  requireLabels(labels, { path: labelsPath, classes: columns });
  requireNoLabels(values, columns, labels, path);
  const scores = kind === "probabilities" ? summingToOne(values, columns, path, warn) : values;
  const predictions = inFiles({ rows: path, labels: labelsPath }, () =>
    kind === "probabilities"
      ? predictionsFromProbabilities(scores, labels, columns)
      : predictionsFromLogits(scores, labels, columns, softmax),
  );
  if (kind === "logits") likelyProbabilities(values, columns, path).forEach(warn);
  for (const doubt of [...impossibleLabels(predictions, labelsPath), ...labelDoubt(predictions, labelsPath)])
    warn(doubt);
  return predictions;
}

/** A column of numbers, one for each example or class. */
export function oneColumn({ columns, values }: Matrix, path: string): Float64Array {
  if (columns === 1) return values;
  throw new InputError(path, {
    expected: "one number per example",
    got: `rows of ${columns}`,
    remedy: "Where each row has a one at the label's place, save numpy.argmax(labels, axis=1).",
  });
}

/** A single score tells two classes apart: the probability, or the logit, of the second. */
function twoClasses(table: Matrix, path: string, { kind, warn }: Reading): Matrix {
  if (table.columns !== 1) return table;
  const { rows, values } = table;
  const probabilities = kind === "probabilities";
  const what = probabilities ? "probability" : "logit";
  warn(`${path} has one ${what} for each example: taken as that of the second of two classes.`);
  if (!probabilities && values.every((value) => value >= 0 && value <= 1)) {
    warn(`every score of ${path} lies in [0, 1]: if these are probabilities, use --probabilities.`);
  }
  const both = Float64Array.from({ length: 2 * rows }, (_, i) => {
    const score = values[i >> 1];
    return i % 2 === 1 ? score : probabilities ? 1 - score : 0;
  });
  return { ...table, columns: 2, values: both };
}

/** @throws InputError where a column of scores holds the labels: it would be a class that is never right */
function requireNoLabels(values: Float64Array, columns: number, labels: Float64Array, path: string): void {
  if (columns < 3 || new Set(labels).size < 3) return;
  const column = Array.from({ length: columns }, (_, k) => k).find((k) =>
    labels.every((label, row) => values[row * columns + k] === label),
  );
  if (column === undefined) return;
  throw new InputError(path, {
    expected: "a column of scores for each class, and no other",
    got: `the labels in column ${column + 1}`,
    remedy: "Take that column out.",
  });
}

/** Rows that were rounded, divided by their sums. */
function summingToOne(values: Float64Array, columns: number, path: string, warn: Reading["warn"]): Float64Array {
  const rounded = roundedProbabilities(values, columns);
  if (rounded !== undefined) {
    const [low, high] = rounded.sums.map((sum) => significant(sum, 6));
    warn(
      `the probabilities of ${path} are rounded to ${counted(rounded.decimals, "decimal")}, and rows sum to ${low}...${high}: each is divided by its sum. Figures are less exact than from logits.`,
    );
    return rounded.values;
  }
  const batches = rowsSumToOne(values, columns) ? undefined : softmaxOverExamples(values, columns);
  if (batches === undefined) return values;
  throw new InputError(path, {
    expected: "rows of probabilities, each of which sums to 1",
    got: `columns that sum to ${batches} each`,
    remedy: "The softmax was taken over the examples: take it over the classes (dim=1, axis=-1).",
  });
}

/** How far a row of single-precision probabilities sums from one, generously. */
const SUM_TOLERANCE = 1e-3;

function rowsSumToOne(values: Float64Array, columns: number): boolean {
  for (let start = 0; start < values.length; start += columns) {
    const sum = values.subarray(start, start + columns).reduce((total, value) => total + value, 0);
    if (!(Math.abs(sum - 1) <= SUM_TOLERANCE)) return false;
  }
  return true;
}

function likelyProbabilities(values: Float64Array, columns: number, path: string): readonly string[] {
  if (!values.every((value) => value >= 0 && value <= 1)) return [];
  if (rowsSumToOne(values, columns)) {
    return [`every row of ${path} lies in [0, 1] and sums to one: if these are probabilities, use --probabilities.`];
  }
  const batches = softmaxOverExamples(values, columns);
  if (batches === undefined) return [];
  return [
    `every column of ${path} sums to ${batches}: was a softmax taken over the examples of a batch, in place of the classes? Then no figure of it means anything.`,
  ];
}

/** An error about a row says which file the row is in. */
function inFiles<T>(files: { readonly rows: string; readonly labels: string }, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    const file = cause.subject.startsWith("labels") ? files.labels : files.rows;
    throw new InputError(`${file}: ${cause.subject}`, cause.details, { cause });
  }
}
