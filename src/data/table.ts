/** A table of numbers, row-major. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
  /** Whether it stood in lines of text, where a heading may be numbers too. */
  readonly text: boolean;
  /** What was left out of the file, a sentence each. */
  readonly notes: readonly string[];
}

/** The numbers of a line; or why it is not numbers. */
export type Row = readonly number[] | string;

/** A cell that is no number, for a message. */
export function describeCell(cell: string): string {
  return cell === "" ? "an empty cell" : `"${cell.length > 40 ? `${cell.slice(0, 40)}...` : cell}"`;
}
