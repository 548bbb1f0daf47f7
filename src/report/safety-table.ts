import Table from "cli-table3";
import pico from "picocolors";
import type { Metric } from "../../metrics/index.ts";
import type { Result } from "../evaluate/result.ts";
import { formatDifference, formatInterval, formatValue } from "./format.ts";
import { readingLines } from "./reading-lines.ts";
import { reliabilityLines } from "./reliability-lines.ts";
import { type Row, safetySections } from "./safety-sections.ts";

/**
 * The result as a table for a terminal: a column per checkpoint with 95 % intervals, the best figure of each row
 * marked with `*`, and with two checkpoints the difference of the second from the first.
 */
export function safetyTable(result: Result, options: { readonly color: boolean }): string {
  const colors = pico.createColors(options.color);
  const { checkpoints, data, tool } = result;
  const compared = checkpoints.length === 2;
  const head = [
    "",
    "",
    ...checkpoints.flatMap(({ name }) => [colors.bold(name), ""]),
    ...(compared ? [colors.dim("change")] : []),
  ];
  const table = new Table({
    head,
    colAligns: ["left", "left", ...checkpoints.flatMap(() => ["right" as const, "left" as const]), "right"],
    style: { head: [], border: [], "padding-left": 1, "padding-right": 1 },
    chars: BORDERLESS,
  });
  for (const { title, rows } of safetySections(result)) {
    table.push([{ content: `\n${colors.bold(colors.cyan(title))}`, colSpan: head.length }]);
    for (const row of rows) table.push(tableRow(row, compared, colors));
  }
  const heading = [
    `${tool.name} ${tool.version}`,
    `${data.name} ${data.split}: ${data.count} images, ${data.classes.length} classes`,
    `seed ${result.plan.seed}`,
  ].join("  ·  ");
  const doubts = reliabilityLines(result).map(
    ({ text, flag }) => ` ${flag ? colors.yellow(text) : colors.dim(text)}\n`,
  );
  const readings = readingLines(result).map((text) => ` ${colors.dim(text)}\n`);
  const legend = "* best of its row    ↑ higher is better    ↓ lower is better    [95 % confidence interval]";
  return `\n ${colors.bold(heading)}\n\n${table.toString()}\n\n${readings.join("")}${doubts.join("")} ${colors.dim(legend)}\n`;
}

function tableRow(
  { label, scale, better, values, intervals }: Row,
  compared: boolean,
  colors: ReturnType<typeof pico.createColors>,
): string[] {
  const texts = values.map((value) => formatValue(value, scale));
  const best = formatValue(bestOf(values, better), scale);
  const distinct = texts.some((text) => text !== best);
  return [
    `  ${label}`,
    colors.dim(`${scale.unit} ${ARROWS[better]}`),
    ...texts.flatMap((text, i) => [
      distinct && text === best ? colors.green(`${text} *`) : `${text}  `,
      colors.dim(formatInterval(intervals?.[i], scale)),
    ]),
    ...(compared ? [colors.dim(formatDifference(values[1] - values[0], scale))] : []),
  ];
}

const ARROWS = { higher: "↑", lower: "↓", zero: "0" } as const;

function bestOf(values: readonly number[], better: Metric["better"]): number {
  const defined = values.filter((value) => !Number.isNaN(value));
  if (better === "higher") return Math.max(...defined);
  if (better === "lower") return Math.min(...defined);
  return defined.reduce((best, value) => (Math.abs(value) < Math.abs(best) ? value : best), Number.POSITIVE_INFINITY);
}

const BORDERLESS = Object.fromEntries(
  [
    ["top", "top-mid", "top-left", "top-right", "bottom", "bottom-mid", "bottom-left", "bottom-right"],
    ["left", "left-mid", "mid", "mid-mid", "right", "right-mid", "middle"],
  ]
    .flat()
    .map((part) => [part, ""]),
);
