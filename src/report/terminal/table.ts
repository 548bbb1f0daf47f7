import Table from "cli-table3";

/** Where the text of a column stands. */
export type Alignment = "left" | "right";

/** Parts of cli-table3's frame, all left out. */
const FRAME = [
  ["top", "top-mid", "top-left", "top-right", "bottom", "bottom-mid", "bottom-left", "bottom-right"],
  ["left", "left-mid", "mid", "mid-mid", "right", "right-mid", "middle"],
].flat();

/** Rows of cells as lines of text: no lines drawn, one space in front, columns two spaces apart. */
export function plainTable(rows: readonly (readonly string[])[], alignments: readonly Alignment[]): string {
  const table = new Table({
    colAligns: [...alignments],
    style: { head: [], border: [], "padding-left": 1, "padding-right": 1 },
    chars: Object.fromEntries(FRAME.map((part) => [part, ""])),
  });
  table.push(...rows.map((row) => [...row]));
  const lines = table.toString().split("\n");
  return lines.map((line) => line.trimEnd()).join("\n");
}
