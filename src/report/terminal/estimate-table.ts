import pico from "picocolors";
import { ARROWS, ARROWS_LEGEND } from "../arrows.ts";
import { formatInterval, formatValue } from "../format.ts";
import { type Facts, factsLine, fineScaleOf, intervalTitle, type PrintedMetric, withEntries } from "./metric-rows.ts";
import { plainTable } from "./table.ts";

/** A metric's value, as the table prints it. */
interface Estimate {
  readonly value: number;
  readonly interval: readonly [low: number, high: number];
  readonly signature: string;
}

const INTERVALS =
  "Intervals: Wilson for shares of examples, bootstrap for others; *: corrected for the bias that noise adds";

/** Values with their intervals, one metric a line. */
export function estimateTable(
  metrics: readonly PrintedMetric[],
  values: Readonly<Record<string, Estimate>>,
  facts: Facts,
  options: { readonly color: boolean; readonly titles: boolean },
): string {
  const colors = pico.createColors(options.color);
  const rows = withEntries(metrics, values).map(({ metric, entry }) => {
    const scale = fineScaleOf(metric);
    return [
      colors.bold(metric.name),
      colors.dim(`${scale.unit} ${ARROWS[metric.better]}`),
      formatValue(entry.value, scale),
      colors.dim(`${formatInterval(entry.interval, scale)}${metric.biased === "value" ? " *" : ""}`),
      colors.dim(options.titles ? metric.title : entry.signature),
    ];
  });
  const head = ["", "", "value", intervalTitle(facts), ""].map(colors.dim);
  const table = plainTable([head, ...rows], ["left", "left", "right", "left", "left"]);
  const legend = [ARROWS_LEGEND, INTERVALS].map((line) => ` ${colors.dim(line)}\n`).join("");
  return `\n ${colors.bold(factsLine(facts))}\n\n${table}\n\n${legend}`;
}
