import Table from "cli-table3";
import pico from "picocolors";
import { type Metric, metrics } from "../../metrics/index.ts";
import { type Condition, conditionKey } from "../core/condition.ts";
import { groupBy } from "../core/group-by.ts";
import { HEADLINE } from "../evaluate/headline.ts";
import type { CheckpointResult, Result } from "../evaluate/result.ts";
import { BORDERLESS } from "./borderless.ts";
import {
  formatDifference,
  formatEpsilon,
  formatInterval,
  formatValue,
  PERCENT,
  type Scale,
  scaleOf,
} from "./format.ts";

/** One line: a value per checkpoint, and which direction is good. */
interface Row {
  readonly label: string;
  readonly scale: Scale;
  readonly better: Metric["better"];
  readonly values: readonly number[];
  /** 95 % intervals, where there are any. */
  readonly intervals?: readonly (readonly [number, number] | undefined)[];
}

interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
}

/**
 * The result as a table for a terminal: a column per checkpoint, the best figure of each row marked with `*`, and
 * with two checkpoints the difference of the second from the first.
 */
export function safetyTable(result: Result, options: { readonly color: boolean }): string {
  const colors = pico.createColors(options.color);
  const { checkpoints, data, tool } = result;
  const compared = checkpoints.length === 2;
  const table = new Table({
    head: [
      "",
      "",
      ...checkpoints.flatMap(({ name }) => [colors.bold(name), ""]),
      ...(compared ? [colors.dim("change")] : []),
    ],
    colAligns: ["left", "left", ...checkpoints.flatMap(() => ["right" as const, "left" as const]), "right"],
    style: { head: [], border: [], "padding-left": 1, "padding-right": 1 },
    chars: BORDERLESS,
  });
  for (const { title, rows } of sections(result)) {
    table.push([{ content: `\n${colors.bold(colors.cyan(title))}`, colSpan: table.options.head.length }]);
    for (const { label, scale, better, values, intervals } of rows) {
      const best = bestOf(values, better);
      const distinct = values.some((value) => formatValue(value, scale) !== formatValue(best, scale));
      table.push([
        `  ${label}`,
        colors.dim(`${scale.unit} ${ARROWS[better]}`),
        ...values.flatMap((value, i) => {
          const text = formatValue(value, scale);
          const marked = distinct && text === formatValue(best, scale);
          return [marked ? colors.green(`${text} *`) : `${text}  `, colors.dim(formatInterval(intervals?.[i], scale))];
        }),
        ...(compared ? [colors.dim(formatDifference(values[1] - values[0], scale))] : []),
      ]);
    }
  }
  const heading = `${tool.name} ${tool.version}  ·  ${data.name} ${data.split}, ${data.count} images, ${data.classes.length} classes`;
  return `\n${colors.bold(heading)}\n${table.toString()}\n\n${colors.dim("* best of the row   ↑ higher is better   ↓ lower is better   [95 % confidence interval]")}\n`;
}

const ARROWS = { higher: "↑", lower: "↓", zero: "0" } as const;

function bestOf(values: readonly number[], better: Metric["better"]): number {
  const finite = values.filter(Number.isFinite);
  if (better === "higher") return Math.max(...finite);
  if (better === "lower") return Math.min(...finite);
  return finite.reduce((best, value) => (Math.abs(value) < Math.abs(best) ? value : best), Number.POSITIVE_INFINITY);
}

function sections(result: Result): readonly Section[] {
  return [cleanSection(result), ...attackSections(result), ...corruptionSections(result)];
}

function cleanSection({ checkpoints }: Result): Section {
  const clean = (condition: Condition) => condition.kind === "clean";
  return {
    title: "Clean images",
    rows: metrics
      .filter(({ id }) => (HEADLINE as readonly string[]).includes(id))
      .map((metric) => ({
        label: metric.name,
        scale: scaleOf(metric),
        better: metric.better,
        values: valuesOf(checkpoints, clean, metric.id),
        intervals: intervalsOf(checkpoints, clean, metric.id),
      })),
  };
}

function attackSections({ checkpoints }: Result): readonly Section[] {
  const conditions = conditionsOf(checkpoints, "attack");
  const groups = groupBy(conditions, ({ id, space }) => `${id} ${space}`);
  return [...groups.values()].map((group) => {
    const [{ id, space }] = group;
    const count = checkpoints[0].measurements.find(({ condition }) => condition === group[0])?.count;
    const clipped =
      space === "pixel" ? "epsilon in pixels (0...1), clipped" : "epsilon in normalised input, not clipped";
    return {
      title: `Accuracy under ${id}, ${clipped}, first ${count} images`,
      rows: group.map((condition) => ({
        label: epsilonLabel(condition, checkpoints),
        scale: PERCENT,
        better: "higher" as const,
        values: valuesOf(checkpoints, same(condition), "accuracy"),
        intervals: intervalsOf(checkpoints, same(condition), "accuracy"),
      })),
    };
  });
}

/** The epsilon in its own space and, by the mean std over channels, in the other; both in grey levels too. */
function epsilonLabel(
  { epsilon, space }: Extract<Condition, { kind: "attack" }>,
  checkpoints: readonly CheckpointResult[],
): string {
  const [{ std }] = checkpoints.map(({ normalization }) => normalization);
  const meanStd = std.reduce((sum, value) => sum + value, 0) / std.length;
  const pixel = space === "pixel" ? epsilon : epsilon * meanStd;
  const normalized = space === "normalized" ? epsilon : epsilon / meanStd;
  return (
    `${formatEpsilon(epsilon)}`.padEnd(6) +
    ` pixel ${formatEpsilon(pixel)} = ${(pixel * 255).toFixed(2)}/255, normalised ${formatEpsilon(normalized)}`
  );
}

function corruptionSections({ checkpoints }: Result): readonly Section[] {
  const conditions = conditionsOf(checkpoints, "corruption");
  if (conditions.length === 0) return [];
  const groups = groupBy(conditions, ({ id }) => id);
  const rows = [...groups].map(([id, group]) => ({
    label: id,
    scale: PERCENT,
    better: "higher" as const,
    values: meanOverConditions(checkpoints, group),
  }));
  const mean = {
    label: `mean of ${groups.size}`,
    scale: PERCENT,
    better: "higher" as const,
    values: meanOverConditions(checkpoints, conditions),
  };
  return [{ title: "Accuracy under corruption, mean over severities 1...5", rows: [...rows, mean] }];
}

function meanOverConditions(
  checkpoints: readonly CheckpointResult[],
  conditions: readonly Condition[],
): readonly number[] {
  const columns = conditions.map((condition) => valuesOf(checkpoints, same(condition), "accuracy"));
  return checkpoints.map((_, i) => columns.reduce((sum, column) => sum + column[i], 0) / columns.length);
}

function valuesOf(
  checkpoints: readonly CheckpointResult[],
  matches: (condition: Condition) => boolean,
  metric: string,
): readonly number[] {
  return checkpoints.map(({ measurements }) => {
    const found = measurements.find(({ condition }) => matches(condition));
    return found?.values[metric] ?? Number.NaN;
  });
}

function intervalsOf(
  checkpoints: readonly CheckpointResult[],
  matches: (condition: Condition) => boolean,
  metric: string,
): readonly (readonly [number, number] | undefined)[] {
  return checkpoints.map(
    ({ measurements }) => measurements.find(({ condition }) => matches(condition))?.intervals[metric],
  );
}

function conditionsOf<Kind extends Condition["kind"]>(
  checkpoints: readonly CheckpointResult[],
  kind: Kind,
): readonly Extract<Condition, { kind: Kind }>[] {
  return checkpoints[0].measurements
    .map(({ condition }) => condition)
    .filter((condition): condition is Extract<Condition, { kind: Kind }> => condition.kind === kind);
}

function same(wanted: Condition): (condition: Condition) => boolean {
  const key = conditionKey(wanted);
  return (condition) => conditionKey(condition) === key;
}
