import type { EpsilonSpace } from "../../core/condition.ts";
import { described } from "../../result/catalogue.ts";
import { measuredConditions, measurementOf, metricValue } from "../../result/measured.ts";
import type { Result } from "../../result/safety-result.ts";
import type { Chart } from "./chart.ts";
import { seriesScales } from "./theme.ts";

const TITLES: Readonly<Record<EpsilonSpace, string>> = {
  pixel: "Accuracy under attack, epsilon in pixels",
  normalized: "Accuracy under attack, epsilon in normalised input",
};

/** Accuracy against epsilon in one space, a panel for each attack; undefined where nothing was attacked in it. */
export function accuracyEpsilonChart(result: Result, space: EpsilonSpace): Chart | undefined {
  const { checkpoints, catalogue } = result;
  const conditions = measuredConditions(checkpoints, "attack").filter((condition) => condition.space === space);
  if (conditions.length === 0) return undefined;
  const rows = conditions.flatMap((condition) =>
    checkpoints.flatMap((checkpoint) => {
      const measurement = measurementOf(checkpoint, condition);
      const accuracy = metricValue(checkpoint, condition, "accuracy");
      if (measurement === undefined || Number.isNaN(accuracy)) return [];
      const { title, worstOf } = described(catalogue.attacks, condition.id);
      const [lower, upper] = measurement.intervals["accuracy"] ?? [accuracy, accuracy];
      const attack = worstOf === null ? title : "worst case";
      return [{ attack, checkpoint: checkpoint.name, epsilon: condition.epsilon, accuracy, lower, upper }];
    }),
  );
  const names = checkpoints.map(({ name }) => name);
  const scales = seriesScales(names);
  const epsilons = [...new Set(rows.map(({ epsilon }) => epsilon))].sort((a, b) => a - b);
  const attacks = [...new Set(rows.map(({ attack }) => attack))];
  const x = {
    field: "epsilon",
    type: "ordinal" as const,
    sort: epsilons,
    axis: { labelAngle: 0, title: "epsilon" },
  };
  const y = {
    field: "accuracy",
    type: "quantitative" as const,
    scale: { domain: [0, 1] },
    axis: { format: ".0%" },
    title: "accuracy",
  };
  const legend = { symbolType: "stroke", symbolOpacity: 1, symbolStrokeWidth: 2.5, symbolDash: [1, 0] } as const;
  const color = { field: "checkpoint", type: "nominal" as const, scale: scales.color, title: null, legend };
  return {
    id: `accuracy-epsilon-${space}`,
    title: TITLES[space],
    description:
      `Share of attacked images that are still recognised, with 95 % intervals, for ${attacks.join(", ")}. ` +
      "Robust accuracy is an upper bound: a stronger attack may lower it.",
    spec: {
      data: { values: rows },
      facet: { column: { field: "attack", type: "nominal", sort: attacks, title: null } },
      spec: {
        width: { step: 46 },
        height: 190,
        layer: [
          {
            mark: { type: "rule", strokeWidth: 1.5, opacity: 0.5 },
            encoding: { x, y: { ...y, field: "lower" }, y2: { field: "upper" }, color },
          },
          {
            mark: { type: "line", strokeWidth: 2, point: { size: 30, filled: true } },
            encoding: {
              x,
              y,
              color,
              strokeDash: { field: "checkpoint", type: "nominal", scale: scales.dash, title: null },
            },
          },
        ],
      },
    },
    table: {
      columns: ["attack", "checkpoint", "epsilon", "accuracy", "95 % low", "95 % high"],
      rows: rows.map((row) => [row.attack, row.checkpoint, row.epsilon, row.accuracy, row.lower, row.upper]),
    },
  };
}
