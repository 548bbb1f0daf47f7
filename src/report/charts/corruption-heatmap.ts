import { SEVERITIES } from "../../core/condition.ts";
import { described } from "../../result/catalogue.ts";
import { measuredConditions, metricValue } from "../../result/measured.ts";
import type { Result } from "../../result/safety-result.ts";
import type { Chart, Panel } from "./chart.ts";
import { BETTER, DARK_INK, NEUTRAL, PAPER, WORSE } from "./theme.ts";

const CELL = 34;

interface Row {
  readonly corruption: string;
  readonly severity: number;
  readonly values: readonly number[];
}

/**
 * Accuracy under each corruption at each severity, a panel for each checkpoint, and below it how each one after the
 * first differs from the first. Undefined where nothing was corrupted.
 */
export function corruptionHeatmap(result: Result): Chart | undefined {
  const { checkpoints, catalogue } = result;
  const ids = [...new Set(measuredConditions(checkpoints, "corruption").map(({ id }) => id))];
  if (ids.length === 0) return undefined;
  const titles = ids.map((id) => described(catalogue.corruptions, id).title);
  const rows: readonly Row[] = ids.flatMap((id, i) =>
    SEVERITIES.map((severity) => {
      const condition = { kind: "corruption" as const, id, severity };
      return {
        corruption: titles[i],
        severity,
        values: checkpoints.map((checkpoint) => metricValue(checkpoint, condition, "accuracy")),
      };
    }),
  );
  const values = (of: (row: Row) => number) =>
    rows.map((row) => ({ corruption: row.corruption, severity: row.severity, value: of(row) }));
  const [baseline, ...candidates] = checkpoints;
  const changes = candidates.map(({ name }, i) => ({
    name: candidates.length === 1 ? "change" : `change, ${name}`,
    values: values(({ values: v }) => v[i + 1] - v[0]),
  }));
  const all = rows.flatMap((row) => row.values).filter((value) => !Number.isNaN(value));
  const [lowest, highest] = [Math.min(...all), Math.max(...all)];
  const largest = Math.max(
    0.01,
    ...changes.flatMap((change) => change.values.map(({ value }) => Math.abs(value) || 0)),
  );
  const accuracies = checkpoints.map(({ name }, c) =>
    panel(
      name,
      titles,
      values(({ values: v }) => v[c]),
      accuracyScale(lowest, highest),
      c === 0,
    ),
  );
  const differences = changes.map((change, c) =>
    panel(change.name, titles, change.values, differenceScale(largest), c === 0 && candidates.length > 1),
  );
  const lines = candidates.length > 1 ? [accuracies, differences] : [[...accuracies, ...differences]];
  return {
    id: "corruption-heatmap",
    title: "Accuracy under corruption",
    description:
      "Accuracy in percent under each corruption at severities 1 (mildest) to 5; darker is higher." +
      (candidates.length === 0
        ? ""
        : candidates.length === 1
          ? ` The last panel is ${candidates[0].name} less ${baseline.name}, in points: blue is better, orange worse.`
          : ` Below, each checkpoint less ${baseline.name}, in points: blue is better, orange worse.`),
    fixedColors: true,
    spec: {
      vconcat: lines.map((hconcat) => ({ hconcat, resolve: { scale: { color: "independent" } } })),
      resolve: { scale: { color: "independent" } },
    },
    table: {
      columns: ["corruption", "severity", ...checkpoints.map(({ name }) => name)],
      rows: rows.map(({ corruption, severity, values: v }) => [
        corruption,
        severity,
        ...v.map((value) => (Number.isNaN(value) ? null : value)),
      ]),
    },
  };
}

interface ColorScale {
  readonly scale: { readonly domain: number[]; readonly range: string[]; readonly interpolate: "rgb" };
  readonly textOf: (value: number) => string;
}

function accuracyScale(lowest: number, highest: number): ColorScale {
  const scale = {
    domain: [Math.min(lowest, highest - 0.01), highest],
    range: [PAPER, BETTER],
    interpolate: "rgb" as const,
  };
  return { scale, textOf: (value) => (100 * value).toFixed(0) };
}

function differenceScale(largest: number): ColorScale {
  const scale = { domain: [-largest, 0, largest], range: [WORSE, NEUTRAL, BETTER], interpolate: "rgb" as const };
  return { scale, textOf: (value) => signed(100 * value) };
}

function panel(
  title: string,
  order: readonly string[],
  values: readonly { readonly corruption: string; readonly severity: number; readonly value: number }[],
  { scale, textOf }: ColorScale,
  first: boolean,
): Panel {
  const ink = { labelColor: DARK_INK, titleColor: DARK_INK };
  return {
    title: { text: title, fontSize: 12, limit: CELL * SEVERITIES.length, color: DARK_INK },
    width: CELL * SEVERITIES.length,
    height: { step: 22 },
    data: {
      values: values.filter(({ value }) => !Number.isNaN(value)).map((each) => ({ ...each, text: textOf(each.value) })),
    },
    encoding: {
      x: {
        field: "severity",
        type: "ordinal",
        scale: { domain: [...SEVERITIES] },
        axis: { labelAngle: 0, title: "severity", ...ink },
      },
      y: {
        field: "corruption",
        type: "nominal",
        scale: { domain: [...order] },
        axis: first ? { title: null, ...ink } : { title: null, labels: false, ticks: false },
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
