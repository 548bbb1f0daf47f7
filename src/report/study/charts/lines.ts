import type { Chart } from "../../charts/chart.ts";
import { seriesScales } from "../../charts/theme.ts";

/** A value of a series at a place, over seeds. */
export interface LinePoint {
  readonly panel: string;
  readonly series: string;
  readonly x: number;
  readonly mean: number;
  /** Each seed's. */
  readonly values: readonly number[];
}

/** What a chart of lines is called, and its axes. */
export interface LineWords extends Pick<Chart, "id" | "title" | "description"> {
  readonly x: string;
  readonly y: string;
}

/** Means as lines, a panel beside a panel, and every seed as a point. */
export function lineChart({ id, title, description, x, y }: LineWords, points: readonly LinePoint[]): Chart {
  const series = [...new Set(points.map((point) => point.series))];
  const panels = [...new Set(points.map(({ panel }) => panel))];
  const places = [...new Set(points.map((point) => point.x))].sort((a, b) => a - b);
  const scales = seriesScales(series);
  const legend = { symbolType: "stroke", symbolOpacity: 1, symbolStrokeWidth: 2.5 } as const;
  const color = { field: "series", type: "nominal" as const, scale: scales.color, title: null, legend };
  const xChannel = { field: "x", type: "ordinal" as const, sort: places, axis: { labelAngle: 0, title: x } };
  const yChannel = { type: "quantitative" as const, scale: { zero: false }, title: y };
  const seeds = points.flatMap(({ values, ...point }) => values.map((value) => ({ ...point, value })));
  return {
    id,
    title,
    description,
    spec: {
      data: { values: [...points.map((point) => ({ ...point, values: [] })), ...seeds] },
      facet: { column: { field: "panel", type: "nominal", sort: panels, title: null } },
      spec: {
        width: { step: 60 },
        height: 230,
        layer: [
          {
            transform: [{ filter: "isValid(datum.value)" }],
            mark: { type: "point", size: 18, opacity: 0.45 },
            encoding: { x: xChannel, y: { ...yChannel, field: "value" }, color },
          },
          {
            transform: [{ filter: "!isValid(datum.value)" }],
            mark: { type: "line", strokeWidth: 2 },
            encoding: {
              x: xChannel,
              y: { ...yChannel, field: "mean" },
              color,
              strokeDash: { field: "series", type: "nominal", scale: scales.dash, title: null },
            },
          },
        ],
      },
    },
    table: {
      columns: ["panel", "series", x, `${y}, mean`],
      rows: points.map((point) => [point.panel, point.series, point.x, point.mean]),
    },
  };
}
