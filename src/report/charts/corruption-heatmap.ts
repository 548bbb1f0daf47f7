import { SEVERITIES } from "../../core/condition.ts";
import { described } from "../../result/catalogue.ts";
import { measuredConditions, metricValue } from "../../result/measured.ts";
import type { Result } from "../../result/safety-result.ts";
import type { Chart, Panel } from "./chart.ts";
import { BETTER, DARK_INK, NEUTRAL, PAPER, WORSE } from "./theme.ts";

const CELL = 34;

/**
 * Accuracy under each corruption at each severity, a panel for each checkpoint, and for two checkpoints a panel of the
 * difference. Undefined where nothing was corrupted.
 */
export function corruptionHeatmap(result: Result): Chart | undefined {
  const { checkpoints, catalogue } = result;
  const ids = [...new Set(measuredConditions(checkpoints, "corruption").map(({ id }) => id))];
  if (ids.length === 0) return undefined;
  const titles = ids.map((id) => described(catalogue.corruptions, id).title);
  const rows = ids.flatMap((id, i) =>
    SEVERITIES.map((severity) => {
      const condition = { kind: "corruption" as const, id, severity };
      return {
        corruption: titles[i],
        severity,
        values: checkpoints.map((checkpoint) => metricValue(checkpoint, condition, "accuracy")),
      };
    }),
  );
  const panels = checkpoints.map(({ name }, c) =>
    panel(
      name,
      titles,
      rows.map(({ corruption, severity, values }) => ({ corruption, severity, value: values[c] })),
      "accuracy",
      c === 0,
    ),
  );
  const compared = checkpoints.length === 2;
  const change = rows.map(({ corruption, severity, values: [first, second] }) => ({
    corruption,
    severity,
    value: second - first,
  }));
  return {
    id: "corruption-heatmap",
    title: "Accuracy under corruption",
    description:
      "Accuracy in percent under each corruption at severities 1 (mildest) to 5; darker is higher." +
      (compared
        ? " The last panel is the second checkpoint less the first, in points: blue is better, orange worse."
        : ""),
    spec: {
      hconcat: [...panels, ...(compared ? [panel("change", titles, change, "difference", false)] : [])],
      resolve: { scale: { color: "independent" } },
    },
    table: {
      columns: ["corruption", "severity", ...checkpoints.map(({ name }) => name)],
      rows: rows.map(({ corruption, severity, values }) => [corruption, severity, ...values]),
    },
  };
}

function panel(
  title: string,
  order: readonly string[],
  values: readonly { readonly corruption: string; readonly severity: number; readonly value: number }[],
  kind: "accuracy" | "difference",
  first: boolean,
): Panel {
  const largest = Math.max(0.01, ...values.map(({ value }) => Math.abs(value)));
  const scale =
    kind === "accuracy"
      ? { domain: [0, 1], range: [PAPER, BETTER] }
      : { domain: [-largest, 0, largest], range: [WORSE, NEUTRAL, BETTER] };
  const percent = values.map((entry) => ({
    ...entry,
    text: kind === "accuracy" ? (100 * entry.value).toFixed(0) : signed(100 * entry.value),
  }));
  return {
    title: { text: title, fontSize: 12, limit: CELL * SEVERITIES.length },
    width: CELL * SEVERITIES.length,
    height: { step: 22 },
    data: { values: percent },
    encoding: {
      x: { field: "severity", type: "ordinal", axis: { labelAngle: 0, title: "severity" } },
      y: {
        field: "corruption",
        type: "nominal",
        sort: [...order],
        axis: first ? { title: null } : { title: null, labels: false, ticks: false },
      },
    },
    layer: [
      { mark: { type: "rect" }, encoding: { color: { field: "value", type: "quantitative", scale, legend: null } } },
      { mark: { type: "text", fontSize: 11, color: DARK_INK }, encoding: { text: { field: "text", type: "nominal" } } },
    ],
  };
}

function signed(value: number): string {
  const text = value.toFixed(0);
  return value > 0 && text !== "0" ? `+${text}` : text === "-0" ? "0" : text;
}
