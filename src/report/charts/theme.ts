import type { Config } from "vega-lite";

/**
 * Colours as CSS variables with a value to fall back on, so that one drawing serves light, dark and print. The series
 * colours are Okabe and Ito's, which are told apart with every common form of colour vision; each series also has a
 * stroke pattern of its own.
 */
export const SERIES = [
  { color: "var(--series-1, #0072b2)", dash: [1, 0] },
  { color: "var(--series-2, #d55e00)", dash: [6, 3] },
  { color: "var(--series-3, #009e73)", dash: [2, 2] },
  { color: "var(--series-4, #cc79a7)", dash: [8, 3, 2, 3] },
  { color: "var(--series-5, #e69f00)", dash: [4, 4] },
  { color: "var(--series-6, #56b4e9)", dash: [10, 4] },
] as const;

export const INK = "var(--ink, #1a1a1a)";
export const FAINT = "var(--faint, #d9d9d9)";
export const MUTED = "var(--muted, #666666)";

/**
 * Fixed colours, since colours between them are computed when the chart is drawn: the page must be light behind them.
 * Dark letters can be read on all of them.
 */
export const DARK_INK = "#1a1a1a";
export const PAPER = "#ffffff";
export const BETTER = "#7fbfe0";
export const NEUTRAL = "#f2f2f2";
export const WORSE = "#f0a878";

/** What every chart looks like, whatever it shows. */
export const CONFIG: Config = {
  background: "transparent",
  font: "system-ui, sans-serif",
  view: { stroke: FAINT },
  axis: {
    labelColor: INK,
    titleColor: INK,
    domainColor: MUTED,
    tickColor: MUTED,
    gridColor: FAINT,
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: "normal",
  },
  legend: { labelColor: INK, titleColor: INK, labelFontSize: 12, labelLimit: 240, symbolStrokeWidth: 2 },
  header: { labelColor: INK, titleColor: INK, labelFontSize: 12 },
  title: { color: INK },
};

/** Scale of a series: the checkpoints' names on the colours and stroke patterns, in their order. */
export function seriesScales(names: readonly string[]) {
  return {
    color: { domain: [...names], range: names.map((_, i) => SERIES[i % SERIES.length].color) },
    dash: { domain: [...names], range: names.map((_, i) => [...SERIES[i % SERIES.length].dash]) },
  };
}
