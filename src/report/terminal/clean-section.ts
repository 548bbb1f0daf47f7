import { differenceOf, tendencyOf } from "../../result/compared.ts";
import { measurementOf, metricValue } from "../../result/measured.ts";
import type { Result } from "../../result/safety-result.ts";
import { ARROWS } from "../arrows.ts";
import { formatDifference, formatDifferenceInterval, formatInterval, formatValue, scaleOf } from "../format.ts";
import { type Colors, starred } from "./colors.ts";
import { plainTable } from "./table.ts";

const CLEAN = { kind: "clean" } as const;

/** The most checkpoints whose intervals still fit beside their values. */
const MAX_WITH_INTERVALS = 2;

/**
 * Headline metrics on clean images, a column for each checkpoint. One or two checkpoints have their intervals beside
 * them, and the second the change from the first with its paired interval.
 */
export function cleanSection(result: Result, names: readonly string[], colors: Colors): string {
  const { checkpoints, catalogue } = result;
  const withIntervals = checkpoints.length <= MAX_WITH_INTERVALS;
  const compared = checkpoints.length === 2;
  const head = [
    colors.bold(colors.cyan("Clean images")),
    "",
    ...names.flatMap((name) => [colors.bold(name), ...(withIntervals ? [""] : [])]),
    ...(compared ? [colors.dim("change"), ""] : []),
  ];
  const rows = catalogue.metrics
    .filter(({ headline }) => headline)
    .map((metric) => {
      const scale = scaleOf(metric);
      const change = differenceOf(result, checkpoints[checkpoints.length - 1], CLEAN, metric.id);
      return [
        `  ${metric.name}`,
        colors.dim(`${metric.unit} ${ARROWS[metric.better]}`),
        ...checkpoints.flatMap((checkpoint) => {
          const tendency = tendencyOf(differenceOf(result, checkpoint, CLEAN, metric.id), metric.better);
          const value = formatValue(metricValue(checkpoint, CLEAN, metric.id), scale);
          if (!withIntervals) return [starred(value, tendency, colors)];
          const interval = measurementOf(checkpoint, CLEAN)?.intervals[metric.id];
          return [starred(value, tendency, colors), colors.dim(formatInterval(interval, scale))];
        }),
        ...(compared
          ? [
              change === undefined ? "" : formatDifference(change.difference, scale),
              change === undefined ? "" : colors.dim(formatDifferenceInterval(change.interval, scale)),
            ]
          : []),
      ];
    });
  const columns = checkpoints.flatMap(() => ["right", ...(withIntervals ? ["left"] : [])] as ("left" | "right")[]);
  return plainTable([head, ...rows], ["left", "left", ...columns, "right", "left"]);
}
