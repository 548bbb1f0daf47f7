import type { Chart, Panel } from "../../charts/chart.ts";
import { BETTER, DARK_INK, PAPER } from "../../charts/theme.ts";

const CELL = 52;

/** A value at a row and a column of a panel. */
export interface HeatCell {
  readonly panel: string;
  readonly row: string;
  readonly column: string;
  readonly value: number;
  /** As it is written into its cell. */
  readonly text: string;
}

/** Means as colours, darker is higher, one scale over all panels. */
export function heatMap(
  words: Pick<Chart, "id" | "title" | "description"> & { readonly row: string; readonly column: string },
  cells: readonly HeatCell[],
): Chart {
  const { row, column, ...rest } = words;
  const values = cells.map(({ value }) => value);
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  const domain = [Math.min(lowest, highest - 1e-9), highest];
  const panels = [...new Set(cells.map(({ panel }) => panel))];
  const ink = { labelColor: DARK_INK, titleColor: DARK_INK };
  const ordered = (of: (cell: HeatCell) => string) => [...new Set(cells.map(of))];
  const drawn = panels.map(
    (panel): Panel => ({
      title: { text: panel, fontSize: 12, color: DARK_INK },
      width: { step: CELL },
      height: { step: 26 },
      data: { values: cells.filter((cell) => cell.panel === panel) },
      encoding: {
        x: {
          field: "column",
          type: "nominal",
          sort: null,
          scale: { domain: ordered((cell) => cell.column) },
          axis: { labelAngle: column === "" ? -40 : 0, title: column === "" ? null : column, labelLimit: 180, ...ink },
        },
        y: {
          field: "row",
          type: "nominal",
          sort: null,
          scale: { domain: ordered((cell) => cell.row) },
          axis: { title: row === "" ? null : row, labelLimit: 200, ...ink },
        },
      },
      layer: [
        {
          mark: { type: "rect" },
          encoding: {
            color: {
              field: "value",
              type: "quantitative",
              scale: { domain, range: [PAPER, BETTER], interpolate: "rgb" },
              legend: null,
            },
          },
        },
        {
          mark: { type: "text", fontSize: 11, color: DARK_INK },
          encoding: { text: { field: "text", type: "nominal" } },
        },
      ],
    }),
  );
  return {
    ...rest,
    fixedColors: true,
    spec: { hconcat: drawn },
    table: {
      columns: ["panel", row === "" ? "row" : row, column === "" ? "column" : column, "value"],
      rows: cells.map((cell) => [cell.panel, cell.row, cell.column, cell.value]),
    },
  };
}
