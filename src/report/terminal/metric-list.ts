import pico from "picocolors";
import { ARROWS } from "../arrows.ts";
import type { PrintedMetric } from "./metric-rows.ts";
import { plainTable } from "./table.ts";

interface Variant {
  readonly id: string;
  readonly title: string;
  readonly metrics: readonly { readonly id: string }[];
}

/** The metrics and variants that there are. */
export function metricList(
  metrics: readonly PrintedMetric[],
  variants: readonly Variant[],
  options: { readonly color: boolean; readonly title?: string },
): string {
  const colors = pico.createColors(options.color);
  const rows = [
    [colors.cyan(options.title ?? "Metrics"), "", ""],
    ...metrics.map(({ id, title, better }) => [colors.bold(id), ARROWS[better], title]),
    ["", "", ""],
    [colors.cyan("Variants"), "", ""],
    ...variants.map(({ id, title, metrics: changed }) => [
      colors.bold(id),
      "",
      changed.length === 0 ? title : `${title} (${changed.map((metric) => metric.id).join(", ")})`,
    ]),
  ];
  return `${plainTable(rows, ["left", "left", "left"])}\n`;
}
