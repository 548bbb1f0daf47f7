import type { Diagnostics } from "../../result/diagnostics.ts";
import type { Chart } from "./chart.ts";
import { seriesScales } from "./theme.ts";

/** Points of the optimum's curve. */
const OPTIMUM_STEPS = 100;

/**
 * Risk against coverage: what abstaining on the least confident examples gains. Dotted, for each checkpoint, the best
 * possible order at its accuracy, with all wrong predictions last: risk = max(0, 1 - a / c) at coverage c for accuracy a.
 */
export function riskCoverageChart(
  checkpoints: readonly { readonly name: string; readonly diagnostics: Diagnostics }[],
): Chart {
  const names = checkpoints.map(({ name }) => name);
  const scales = seriesScales(names);
  const rows = checkpoints.flatMap(({ name, diagnostics }) =>
    diagnostics.riskCoverage.map(({ coverage, risk }) => ({ checkpoint: name, coverage, risk })),
  );
  const optimum = checkpoints.flatMap(({ name, diagnostics }) => {
    const errorRate = diagnostics.riskCoverage.at(-1)?.risk ?? 0;
    return Array.from({ length: OPTIMUM_STEPS }, (_, i) => {
      const coverage = (i + 1) / OPTIMUM_STEPS;
      return { checkpoint: name, coverage, risk: Math.max(0, 1 - (1 - errorRate) / coverage) };
    });
  });
  const color = { field: "checkpoint", type: "nominal" as const, scale: scales.color, title: null };
  const x = {
    field: "coverage",
    type: "quantitative" as const,
    scale: { domain: [0, 1] },
    axis: { format: ".0%" },
  };
  return {
    id: "risk-coverage",
    title: "Risk and coverage",
    description:
      "Share of wrong predictions among those that are accepted, against the share that is accepted, the most " +
      "confident first. AURC is the area under each curve. Dotted, in the same colour, is the best possible order at the " +
      "same accuracy, with every wrong prediction rejected first; what lies between is E-AURC.",
    spec: {
      width: 460,
      height: 280,
      layer: [
        {
          data: { values: optimum },
          mark: { type: "line", strokeDash: [2, 3], strokeWidth: 1.5, opacity: 0.7 },
          encoding: { x, y: { field: "risk", type: "quantitative" }, color },
        },
        {
          data: { values: rows },
          mark: { type: "line", strokeWidth: 2 },
          encoding: {
            x: { ...x, title: "coverage" },
            y: { field: "risk", type: "quantitative", title: "selective risk", axis: { format: ".0%" } },
            color,
            strokeDash: { field: "checkpoint", type: "nominal", scale: scales.dash, title: null },
          },
        },
      ],
    },
    table: {
      columns: ["coverage", ...names.map((name) => `risk, ${name}`)],
      rows: TABLE_COVERAGES.map((coverage) => [
        coverage,
        ...checkpoints.map(({ diagnostics }) => riskAt(diagnostics.riskCoverage, coverage)),
      ]),
    },
  };
}

/** Coverages of the table. */
const TABLE_COVERAGES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1];

/** Risk at the smallest coverage of the curve that is at least this one; ties in confidence may step over it. */
function riskAt(curve: Diagnostics["riskCoverage"], coverage: number): number | null {
  return curve.find((point) => point.coverage >= coverage - 1e-9)?.risk ?? null;
}
