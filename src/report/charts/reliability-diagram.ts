import type { Diagnostics } from "../../result/diagnostics.ts";
import type { Chart, Panel } from "./chart.ts";
import { FAINT, MUTED, seriesScales } from "./theme.ts";

/** Width of a panel, CSS pixels. */
const PANEL = 220;

/**
 * Accuracy against confidence, a panel for each checkpoint, with the number of examples below. Bins without an example
 * are left out: a bar of height zero would say that the network is always wrong there.
 */
export function reliabilityDiagram(
  checkpoints: readonly { readonly name: string; readonly diagnostics: Diagnostics }[],
): Chart {
  const names = checkpoints.map(({ name }) => name);
  const { color } = seriesScales(names);
  const panels = checkpoints.map(({ name, diagnostics }) => ({ name, bins: filledBins(diagnostics) }));
  return {
    id: "reliability-diagram",
    title: "Reliability diagram",
    description:
      "Share of correct predictions against mean confidence in bins of equal width, with 95 % intervals. On the " +
      "diagonal, confidence equals accuracy; below it the network is overconfident. The bars below count the " +
      "examples of each bin; bins without an example are left out.",
    spec: { hconcat: panels.map(({ name, bins }, i) => panel(name, bins, color.range[i], i === 0)) },
    table: {
      columns: [
        "checkpoint",
        "confidence from",
        "to",
        "examples",
        "mean confidence",
        "accuracy",
        "95 % low",
        "95 % high",
      ],
      rows: panels.flatMap(({ name, bins }) =>
        bins.map((bin) => [name, bin.low, bin.high, bin.count, bin.confidence, bin.accuracy, bin.lower, bin.upper]),
      ),
    },
  };
}

function filledBins({ reliability }: Diagnostics) {
  return reliability.flatMap(({ low, high, count, confidence, accuracy, interval }) =>
    confidence === null || accuracy === null || interval === null
      ? []
      : [{ low, high, count, confidence, accuracy, lower: interval[0], upper: interval[1] }],
  );
}

const UNIT = { domain: [0, 1] };
const PERCENT = { format: ".0%", values: [0, 0.25, 0.5, 0.75, 1] };

function panel(name: string, bins: ReturnType<typeof filledBins>, color: string, first: boolean): Panel {
  const quantitative = "quantitative" as const;
  const x = { field: "confidence", type: quantitative, scale: UNIT, axis: { ...PERCENT, title: null } };
  const y = { type: quantitative, scale: UNIT, axis: { ...PERCENT, title: first ? "accuracy" : null } };
  return {
    title: { text: name, fontSize: 12, limit: PANEL },
    spacing: 8,
    vconcat: [
      {
        width: PANEL,
        height: PANEL,
        layer: [
          {
            data: { values: [{ confidence: 0 }, { confidence: 1 }] },
            mark: { type: "line", color: MUTED, strokeDash: [4, 4], strokeWidth: 1 },
            encoding: { x, y: { ...y, field: "confidence" } },
          },
          {
            data: { values: bins },
            mark: { type: "rule", strokeWidth: 2, opacity: 0.5, color },
            encoding: { x, y: { ...y, field: "lower" }, y2: { field: "upper" } },
          },
          {
            data: { values: bins },
            mark: { type: "line", strokeWidth: 2, color, point: { size: 30, filled: true, color } },
            encoding: { x, y: { ...y, field: "accuracy" } },
          },
        ],
      },
      {
        width: PANEL,
        height: 50,
        data: { values: bins },
        mark: { type: "bar", color: FAINT },
        encoding: {
          x: { field: "low", type: "quantitative", title: "confidence", scale: UNIT, axis: PERCENT },
          x2: { field: "high" },
          y2: { datum: 0 },
          y: {
            field: "count",
            type: "quantitative",
            axis: { tickCount: 2, title: first ? "examples" : null, format: "~s" },
          },
        },
      },
    ],
  };
}
