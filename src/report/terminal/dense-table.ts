import pico from "picocolors";
import { counted } from "../../core/counted.ts";
import type { MetricRecord } from "../../core/metric-record.ts";
import { printable } from "../../core/printable.ts";
import { significant } from "../../core/significant.ts";
import { ARROWS, ARROWS_LEGEND } from "../arrows.ts";
import { formatDifference, formatInterval, formatP, formatValue, PERCENT } from "../format.ts";
import type { Colors } from "./colors.ts";
import { fineScaleOf } from "./metric-rows.ts";
import { plainTable } from "./table.ts";

/** A metric's value, as the table prints it. */
interface Entry {
  readonly metric: MetricRecord;
  readonly value: number;
  readonly interval: readonly [low: number, high: number];
  readonly signature: string;
  readonly ties?: readonly [lowest: number, highest: number];
}

interface Change {
  readonly metric: MetricRecord;
  readonly baseline: number;
  readonly candidate: number;
  readonly difference: number;
  readonly interval: readonly [low: number, high: number];
  readonly adjustedP: number;
  readonly verdict: "better" | "worse" | "inconclusive";
}

/** What the figures are of. */
export interface DenseFacts {
  /** "24 images", "11 classes", "3,974,400 pixels scored". */
  readonly counted: readonly string[];
  readonly resamples: number;
  readonly seed: number;
  readonly level: number;
}

/** A figure on clean images, its mean under corruption, and the share that is left. */
interface CorruptionRow extends Readonly<Record<"p" | "mpc" | "rpc", Pick<Entry, "value" | "interval">>> {
  readonly metric: MetricRecord;
}

interface DenseTable {
  readonly overall: readonly Entry[];
  readonly classes: readonly ClassRow[];
  readonly corruption:
    | { readonly conditions: number; readonly corruptions: number; readonly rows: readonly CorruptionRow[] }
    | undefined;
}

/** Metrics of the set, of each class, and under corruption. */
export function denseTable(
  { overall, classes, corruption }: DenseTable,
  facts: DenseFacts,
  { color }: { readonly color: boolean },
): string {
  const colors = pico.createColors(color);
  const withTies = overall.some(({ ties }) => ties !== undefined);
  const rows = overall.map(({ metric, value, interval, signature, ties }) => {
    const scale = fineScaleOf(metric);
    return [
      colors.bold(metric.name),
      colors.dim(`${scale.unit} ${ARROWS[metric.better]}`),
      formatValue(value, scale),
      colors.dim(formatInterval(interval, scale)),
      ...(withTies ? [colors.dim(ties === undefined ? "" : tiesText(ties, scale))] : []),
      colors.dim(signature),
    ];
  });
  const head = ["", "", "value", intervalTitle(facts), ...(withTies ? ["equal scores"] : []), ""];
  const table = plainTable(
    [head.map(colors.dim), ...rows],
    ["left", "left", "right", "left", ...(withTies ? (["left"] as const) : []), "left"],
  );
  const legend = [
    `${ARROWS_LEGEND}   Intervals: bootstrap of whole images`,
    ...(withTies ? ["equal scores: lowest to highest over the orders of detections that have the same score"] : []),
  ];
  const lines = legend.map((line) => ` ${colors.dim(line)}\n`).join("");
  return `\n ${colors.bold(factsOf(facts))}\n\n${table}\n\n${classTable(classes, colors)}${corruptionTable(corruption, colors)}${lines}`;
}

/** A class's values, under the heads of a row. */
export interface ClassRow {
  readonly name: string;
  /** Share of the pixels or of the objects. */
  readonly share: number;
  /** Images in which it is true. */
  readonly images: number;
  readonly values: readonly Omit<Entry, "signature">[];
}

function corruptionTable(corruption: DenseTable["corruption"], colors: Colors): string {
  if (corruption === undefined) return "";
  const rows = corruption.rows.map(({ metric, p, mpc, rpc }) => {
    const cells = [p, mpc, rpc].flatMap(({ value, interval }, i) => {
      const scale = i === 2 ? { ...PERCENT, digits: 2 } : fineScaleOf(metric);
      return [formatValue(value, scale), colors.dim(formatInterval(interval, scale))];
    });
    return [colors.bold(metric.name), ...cells];
  });
  const head = ["", "clean", "", "mPC", "", "rPC", ""].map((text) => colors.dim(text));
  const title = `Under ${counted(corruption.corruptions, "corruption")}, ${counted(corruption.conditions, "condition")}`;
  const table = plainTable([head, ...rows], ["left", "right", "left", "right", "left", "right", "left"]);
  return ` ${colors.bold(title)}\n\n${table}\n\n`;
}

/** Cells of a bar. */
const BAR = 20;

function classTable(rows: readonly ClassRow[], colors: Colors): string {
  if (rows.length === 0) return "";
  const heads = rows[0].values.flatMap(({ metric }) => [metric.name.split(" ")[0], ""]);
  const lines = rows.map(({ name, share, images, values }) => [
    printable(name, 40),
    colors.dim(`${(100 * share).toFixed(1)} %`),
    colors.dim(`${images}`),
    ...values.flatMap(({ metric, value, interval }) => {
      const scale = fineScaleOf(metric);
      return [formatValue(value, scale), colors.dim(formatInterval(interval, scale))];
    }),
    colors.cyan(bar(values[0].value)),
  ]);
  const head = ["class", "share", "images", ...heads, ""].map((text) => colors.dim(text));
  const sides = rows[0].values.flatMap(() => ["right", "left"] as const);
  return `${plainTable([head, ...lines], ["left", "right", "right", ...sides, "left"])}\n\n`;
}

function bar(value: number): string {
  return Number.isNaN(value) ? "" : "\u2588".repeat(Math.round(value * BAR)).padEnd(BAR, "\u00b7");
}

function tiesText(ties: readonly [number, number], scale: ReturnType<typeof fineScaleOf>): string {
  const [lowest, highest] = ties.map((end) => formatValue(end, scale));
  return lowest === highest ? "none" : `${lowest} ... ${highest}`;
}

/** Two models on the same images. */
export function denseComparison(
  changes: readonly Change[],
  facts: DenseFacts & { readonly permutations: number },
  { color }: { readonly color: boolean },
): string {
  const colors = pico.createColors(color);
  const paint = { better: colors.green, worse: colors.red, inconclusive: colors.dim };
  const rows = changes.map(({ metric, baseline, candidate, difference, interval, adjustedP, verdict }) => {
    const scale = fineScaleOf(metric);
    return [
      colors.bold(metric.name),
      colors.dim(`${scale.unit} ${ARROWS[metric.better]}`),
      formatValue(baseline, scale),
      formatValue(candidate, scale),
      formatDifference(difference, scale),
      colors.dim(formatInterval(interval, scale)),
      formatP(adjustedP),
      paint[verdict](verdict),
    ];
  });
  const head = ["", "", "first", "other", "change", intervalTitle(facts), "p (Holm)", ""].map(colors.dim);
  const table = plainTable([head, ...rows], ["left", "left", "right", "right", "right", "left", "right", "left"]);
  const legend = `${ARROWS_LEGEND}   Whole images are resampled, and exchanged in ${counted(facts.permutations, "permutation")}`;
  return `\n ${colors.bold(factsOf(facts))}\n\n${table}\n\n ${colors.dim(legend)}\n`;
}

function factsOf({ counted: what, resamples, seed }: DenseFacts): string {
  return `${what.join(", ")}  ·  ${counted(resamples, "resample")} of images, seed ${seed}`;
}

function intervalTitle({ level }: DenseFacts): string {
  return `${significant(level * 100, 6)} % interval`;
}
