import Table from "cli-table3";

/** Where the text of a column stands. */
export type Alignment = "left" | "right";

/** Rows of cells as lines of text: no lines drawn, columns two spaces apart. */
export function plainTable(rows: readonly (readonly string[])[], alignments: readonly Alignment[]): string {
  const table = new Table({
    colAligns: [...alignments],
    style: { head: [], border: [], "padding-left": 1, "padding-right": 1 },
    chars: Object.fromEntries(
      [
        ["top", "top-mid", "top-left", "top-right", "bottom", "bottom-mid", "bottom-left", "bottom-right"],
        ["left", "left-mid", "mid", "mid-mid", "right", "right-mid", "middle"],
      ]
        .flat()
        .map((part) => [part, ""]),
    ),
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}
