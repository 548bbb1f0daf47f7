/** The numbers of a line; or why it is not numbers. */
export type Row = readonly number[] | string;

/** A cell that is no number, for a message. */
export function describeCell(cell: string): string {
  return cell === "" ? "an empty cell" : `"${cell.length > 40 ? `${cell.slice(0, 40)}...` : cell}"`;
}
