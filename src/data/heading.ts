import { InputError } from "../core/error.ts";

/** Headings of a column that counts the rows, as pandas and spreadsheets call it. */
const COUNTS = /^(|index|idx|id|no\.?|#|row|level_0|unnamed: \d+)$/i;
/** Headings of columns that are no scores. */
const NO_SCORES =
  /^(labels?|targets?|class(es)?|y|y_?true|true|truth|ground_?truth|gt|y_?pred|pred(ict(ed|ions?))?|answers?|argmax|correct|loss|conf(idence)?|epoch|fold|split)$/i;

/** Columns to leave out of a table: where they are, and what to say of it. */
export interface DroppedColumns {
  readonly drop: ReadonlySet<number>;
  readonly notes: readonly string[];
}

/** Fewest rows in which a column without a heading is believed to count them. */
const COUNTED_ROWS = 3;

/**
 * Columns of a table in text that are not what the rows are about: one that counts the rows (pandas writes its index
 * first). A table of one column has none.
 *
 * @param heading cells of the first line, where it is a heading
 * @param column the numbers of a column
 * @throws InputError where a heading says that a column holds labels or predictions: it would be read as a class
 */
export function columnsToDrop(
  path: string,
  columns: number,
  heading: readonly string[] | undefined,
  column: (index: number) => Float64Array,
): DroppedColumns {
  if (columns < 2) return { drop: new Set(), notes: [] };
  const named = heading?.length === columns ? heading : undefined;
  const counting = named?.findIndex((name, index) => COUNTS.test(name) && countsUp(column(index))) ?? -1;
  const first = column(0);
  const index =
    counting >= 0 ? counting : named === undefined && first.length >= COUNTED_ROWS && countsUp(first) ? 0 : -1;
  const wrong = named?.findIndex((name) => NO_SCORES.test(name)) ?? -1;
  // A column of labels behind an index is what a file of labels has.
  if (named !== undefined && wrong >= 0 && columns - (index >= 0 ? 1 : 0) > 1) {
    throw new InputError(path, {
      expected: "a column of scores for each class, and no other",
      got: `a column called "${named[wrong]}"`,
      remedy: "Take it out: labels go into a file of their own (`labels`).",
    });
  }
  if (index < 0) return { drop: new Set(), notes: [] };
  const which = named?.[index] ? `Column "${named[index]}"` : `Column ${index + 1}`;
  return { drop: new Set([index]), notes: [`${which} of ${path} counts the rows, and is left out.`] };
}

/** Whether numbers are 0, 1, 2, ... or 1, 2, 3, .... */
export function countsUp(values: ArrayLike<number>): boolean {
  const first = values[0];
  return (first === 0 || first === 1) && Array.from(values).every((value, i) => value === first + i);
}
