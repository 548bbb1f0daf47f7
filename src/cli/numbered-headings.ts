import { countsUp } from "../data/heading.ts";
import type { Matrix } from "../data/table.ts";

interface Table {
  readonly path: string;
  readonly table: Matrix;
}

/** Fewest columns at which a row of 0, 1, 2, ... is no row of scores. */
const TELLING = 3;

/**
 * Scores and labels without first lines that number the columns, as pandas writes a table that has no names: 0, 1, 2, ...
 * over scores and 0 over labels. Such a line reads like an example. It is taken for a heading where the files then have
 * as many rows as each other, or where both have one.
 */
export function withoutNumberedHeadings(scores: Table, labels: Table) {
  const notes = [...scores.table.notes, ...(labels.path === scores.path ? [] : labels.table.notes)];
  const numbered = ({ table }: Table) =>
    table.text && table.rows > 1 && countsUp(table.values.subarray(0, table.columns)) && table.values[0] === 0;
  const [rows, count] = [scores.table.rows, labels.table.rows];
  const both = rows === count && scores.table.columns >= TELLING && labels.path !== scores.path;
  const drop = (of: Table, wanted: boolean): Matrix => {
    if (!wanted || !numbered(of)) return of.table;
    notes.push(`The first line of ${of.path} numbers the columns, and is left out.`);
    const { rows: all, columns, values } = of.table;
    return { ...of.table, rows: all - 1, values: values.subarray(columns) };
  };
  const bothNumbered = both && numbered(scores) && numbered(labels);
  return {
    scores: drop(scores, rows === count + 1 || bothNumbered),
    labels: drop(labels, count === rows + 1 || bothNumbered),
    notes,
  };
}
