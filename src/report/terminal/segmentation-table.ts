import pico from "picocolors";
import { type Condition, conditionKey } from "../../core/condition.ts";
import { counted } from "../../core/counted.ts";
import { groupBy } from "../../core/group-by.ts";
import { percent } from "../../core/percent.ts";
import { printableDeep } from "../../core/printable.ts";
import { significant } from "../../core/significant.ts";
import { described, type MetricDescription } from "../../result/catalogue.ts";
import type { SegmentationCheckpoint, SegmentationResult } from "../../result/segmentation-result.ts";
import { ARROWS, ARROWS_LEGEND } from "../arrows.ts";
import {
  formatDifference,
  formatDifferenceInterval,
  formatInterval,
  formatP,
  formatValue,
  PERCENT,
} from "../format.ts";
import { shortened } from "../shortened.ts";
import type { Colors } from "./colors.ts";
import { fineScaleOf } from "./metric-rows.ts";
import { readingLines } from "./reading-lines.ts";
import { type Alignment, plainTable } from "./table.ts";
import { wrapped } from "./wrapped.ts";

const NAME_LENGTH = 22;
const CLEAN: Condition = { kind: "clean" };

/** Figures that stand beside each other under a condition. */
const UNDER = ["miou", "macc", "aacc", "pixel-ece", "pixel-aurc"];

/**
 * The result on label maps as tables for a terminal: clean images with intervals, each class, attacks and corruptions with
 * mPC and rPC, comparisons, and how files were read.
 */
export function segmentationTable(stored: SegmentationResult, options: { readonly color: boolean }): string {
  const colors = pico.createColors(options.color);
  const result = printableDeep(stored);
  const names = result.checkpoints.map(({ name }) => shortened(name, NAME_LENGTH));
  const sections = [
    cleanSection(result, names, colors),
    classSection(result, names, colors),
    ...result.checkpoints.flatMap((checkpoint, i) => conditionSections(result, checkpoint, names[i], colors)),
    ...result.comparisons.map((comparison) => comparisonSection(result, comparison, colors)),
  ];
  return `\n ${colors.bold(heading(result))}\n\n${sections.join("\n\n")}\n\n${footer(result, colors)}\n`;
}

function heading({ tool, data, plan, checkpoints }: SegmentationResult): string {
  const { scored, void: voids } = checkpoints[0].pixels;
  return [
    `${tool.name} ${tool.version}`,
    `${data.name}: ${counted(data.count, "image")} of ${data.width} x ${data.height}, ${counted(data.classes.length, "class", "classes")}`,
    `${counted(scored, "pixel")} scored, ${percent(voids / (scored + voids))} void`,
    `seed ${plan.seed}`,
  ].join("  ·  ");
}

const measured = ({ measurements }: SegmentationCheckpoint, condition: Condition) =>
  measurements.find((each) => conditionKey(each.condition) === conditionKey(condition));

function valueUnder(checkpoint: SegmentationCheckpoint, condition: Condition, id: string): number {
  return measured(checkpoint, condition)?.values[id] ?? Number.NaN;
}

/** A value and its interval. */
function cellsOf(
  checkpoint: SegmentationCheckpoint,
  condition: Condition,
  metric: MetricDescription,
  colors: Colors,
): readonly string[] {
  const scale = fineScaleOf(metric);
  const interval = measured(checkpoint, condition)?.intervals[metric.id];
  return [
    formatValue(valueUnder(checkpoint, condition, metric.id), scale),
    colors.dim(formatInterval(interval, scale)),
  ];
}

const columnsOf = (names: readonly string[]): readonly Alignment[] => names.flatMap(() => ["right", "left"] as const);

function cleanSection(
  { catalogue, checkpoints }: SegmentationResult,
  names: readonly string[],
  colors: Colors,
): string {
  const rows = catalogue.metrics
    .filter(({ id }) => !id.includes(":"))
    .map((metric) => [
      `  ${metric.name}`,
      colors.dim(`${metric.unit} ${ARROWS[metric.better]}`),
      ...checkpoints.flatMap((checkpoint) => cellsOf(checkpoint, CLEAN, metric, colors)),
    ]);
  const head = [colors.bold(colors.cyan("Clean images")), "", ...names.flatMap((name) => [colors.bold(name), ""])];
  return plainTable([head, ...rows], ["left", "left", ...columnsOf(names)]);
}

function classSection(
  { catalogue, checkpoints, data }: SegmentationResult,
  names: readonly string[],
  colors: Colors,
): string {
  const { scored, classes } = checkpoints[0].pixels;
  const rows = data.classes.map((name, k) => [
    `  ${shortened(name, 24)}`,
    colors.dim(`${((100 * classes[k].pixels) / scored).toFixed(1)} %`),
    colors.dim(`${classes[k].images}`),
    ...checkpoints.flatMap((checkpoint) =>
      cellsOf(checkpoint, CLEAN, described(catalogue.metrics, `iou:${k}`), colors),
    ),
  ]);
  const head = [colors.bold(colors.cyan("IoU by class, %")), colors.dim("share"), colors.dim("images")];
  const heads = [...head, ...names.flatMap((name) => [colors.bold(name), ""])];
  return plainTable([heads, ...rows], ["left", "right", "right", ...columnsOf(names)]);
}

/** Each attack and epsilon; each corruption as the mean over its severities; mPC and rPC. */
function conditionSections(
  { catalogue }: SegmentationResult,
  checkpoint: SegmentationCheckpoint,
  name: string,
  colors: Colors,
): readonly string[] {
  const metrics = UNDER.map((id) => described(catalogue.metrics, id));
  const means = (label: string, conditions: readonly Condition[]) => [
    `  ${label}`,
    ...metrics.map((metric) => {
      const values = conditions.map((condition) => valueUnder(checkpoint, condition, metric.id));
      return formatValue(values.reduce((sum, value) => sum + value, 0) / values.length, fineScaleOf(metric));
    }),
  ];
  const tableOf = (title: string, rows: readonly (readonly string[])[]) => {
    const heads = metrics.map(({ name: of, unit, better }) => colors.dim(`${of} ${unit} ${ARROWS[better]}`));
    const head = [colors.bold(colors.cyan(title)), ...heads];
    return plainTable([head, means("clean", [CLEAN]), ...rows], ["left", ...metrics.map(() => "right" as const)]);
  };
  const conditions = checkpoint.measurements.map(({ condition }) => condition);
  const attacked = conditions.flatMap((condition) => (condition.kind === "attack" ? [condition] : []));
  const corrupted = conditions.flatMap((condition) => (condition.kind === "corruption" ? [condition] : []));
  const attackRows = attacked.map((condition) => {
    const { title } = described(catalogue.attacks, condition.id);
    return means(`${title}, ${significant(condition.epsilon)} (${condition.space})`, [condition]);
  });
  const corruptionRows = [...groupBy(corrupted, ({ id }) => id)].map(([id, group]) =>
    means(described(catalogue.corruptions, id).title, group),
  );
  const first = attacked[0] && measured(checkpoint, attacked[0]);
  const of = first === undefined ? "" : `, first ${counted(first.count, "image")}`;
  return [
    ...(attackRows.length > 0 ? [tableOf(`${name} under attack${of}`, attackRows)] : []),
    ...(corruptionRows.length > 0
      ? [
          `${tableOf(`${name} under corruption: mean over severities`, corruptionRows)}\n${performance(checkpoint, metrics, colors)}`,
        ]
      : []),
  ];
}

function performance(
  { corruption }: SegmentationCheckpoint,
  metrics: readonly MetricDescription[],
  colors: Colors,
): string {
  const rows = metrics.flatMap((metric) => {
    const entry = corruption?.values[metric.id];
    if (entry === undefined) return [];
    const cells = (["mpc", "rpc"] as const).flatMap((kind) => {
      const scale = kind === "rpc" ? { ...PERCENT, digits: 2 } : fineScaleOf(metric);
      const { value, interval } = entry[kind];
      const ends = [interval[0] ?? Number.NaN, interval[1] ?? Number.NaN] as const;
      return [formatValue(value ?? Number.NaN, scale), colors.dim(formatInterval(ends, scale))];
    });
    return [[`  ${metric.name}`, ...cells]];
  });
  const head = ["", colors.dim("mPC %"), "", colors.dim("rPC %"), ""];
  return plainTable([head, ...rows], ["left", "right", "left", "right", "left"]);
}

function comparisonSection(
  { catalogue }: SegmentationResult,
  { baseline, candidate, differences }: SegmentationResult["comparisons"][number],
  colors: Colors,
): string {
  const paint = { better: colors.green, worse: colors.red, inconclusive: colors.dim };
  const rows = differences.map(({ id, difference, interval, adjustedP, verdict }) => {
    const metric = described(catalogue.metrics, id);
    const scale = fineScaleOf(metric);
    const ends = [interval[0] ?? Number.NaN, interval[1] ?? Number.NaN] as const;
    return [
      `  ${metric.name}`,
      formatDifference(difference ?? Number.NaN, scale),
      colors.dim(formatDifferenceInterval(ends, scale)),
      formatP(adjustedP ?? Number.NaN),
      paint[verdict](verdict),
    ];
  });
  const title = `${shortened(candidate, NAME_LENGTH)} against ${shortened(baseline, NAME_LENGTH)}, clean`;
  const head = [colors.bold(colors.cyan(title)), colors.dim("change"), "", colors.dim("p (Holm)"), ""];
  return plainTable([head, ...rows], ["left", "right", "left", "right", "left"]);
}

/** Corruptions that move pixels. */
const MOVING = ["elastic_transform", "zoom_blur"];

function footer(result: SegmentationResult, colors: Colors): string {
  const moved = result.plan.corruptions.filter((id) => MOVING.includes(id));
  const lines = [
    ...readingLines(result),
    ...result.checkpoints.flatMap(({ name, reliability: { gradientUnavailable } }) =>
      gradientUnavailable === null ? [] : [`! ${name}: attacks by gradient were left out: ${gradientUnavailable}`],
    ),
    ...(moved.length > 0
      ? [`${moved.join(", ")}: pixels move and the truth does not, so a perfect network loses too`]
      : []),
    ...(result.catalogue.attacks.length > 0
      ? ["Under attack mIoU is an upper bound; nothing is looked for yet that gives reason to doubt it"]
      : []),
    `${ARROWS_LEGEND}   [95 % interval: bootstrap of whole images; none for classes in fewer than 5]`,
  ];
  return lines.flatMap((text) => wrapped(text, " ").map((line) => colors.dim(line))).join("\n");
}
