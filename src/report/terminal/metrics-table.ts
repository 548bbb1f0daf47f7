import Table from "cli-table3";
import pico from "picocolors";
import type { MetricRecord } from "../../core/metric-record.ts";
import { formatDifference, formatValue, type Scale, scaleOf } from "../format.ts";
import { BORDERLESS } from "./borderless.ts";

type Interval = readonly [low: number, high: number];

/** A metric's value, as the table prints it. */
interface Estimate {
  readonly value: number;
  readonly interval: Interval;
  readonly signature: string;
}

/** A metric of two models, as the table prints it. */
interface Difference {
  readonly id: string;
  readonly baseline: number;
  readonly candidate: number;
  readonly difference: number;
  readonly interval: Interval;
  readonly adjustedP: number;
  readonly verdict: "better" | "worse" | "inconclusive";
  readonly minimumDetectable: number;
  readonly signature: string;
}

interface Comparison {
  readonly identical: boolean;
  readonly mcnemar: { readonly onlyFirst: number; readonly onlySecond: number; readonly p: number };
  readonly differences: readonly Difference[];
}

/** A metric, and whether noise pushes its value one way. */
type Metric = MetricRecord & { readonly biased?: "value" | "resamples" };

interface Variant {
  readonly id: string;
  readonly title: string;
  readonly metrics: readonly { readonly id: string }[];
}

/** What the numbers are of. */
interface Facts {
  readonly count: number;
  readonly classes: number;
  readonly resamples: number;
  readonly seed: number;
  readonly level: number;
}

const ARROWS = { higher: "↑", lower: "↓", zero: "→0" } as const;

const LEGEND = "↑ higher is better   ↓ lower is better   →0 nearer zero is better";

const INTERVALS =
  "Intervals: shares Wilson, others bootstrap; * without the bias that noise gives the value, which it need not contain";

const TESTS =
  "p: exact McNemar test for shares, paired permutation test for others, adjusted by Holm for the number of metrics";

/** Values with their intervals, one metric a line. */
export function estimateTable(
  metrics: readonly Metric[],
  values: Readonly<Record<string, Estimate>>,
  facts: Facts,
  options: { readonly color: boolean; readonly titles: boolean },
): string {
  const colors = pico.createColors(options.color);
  const table = createTable(["left", "left", "right", "left", "left"]);
  table.push(["", "", "value", `${formatLevel(facts.level)} interval`, ""].map(colors.dim));
  for (const { metric, entry } of measured(metrics, values)) {
    const scale = finer(scaleOf(metric));
    table.push([
      colors.bold(metric.name),
      colors.dim(`${scale.unit} ${ARROWS[metric.better]}`),
      formatValue(entry.value, scale),
      colors.dim(`${formatInterval(entry.interval, scale)}${metric.biased === "value" ? " *" : ""}`),
      colors.dim(options.titles ? metric.title : entry.signature),
    ]);
  }
  return `\n${colors.bold(heading(facts))}\n\n${table.toString()}\n\n${colors.dim(`${LEGEND}\n${INTERVALS}`)}\n`;
}

/** Two models side by side: the difference, what it could be, and whether the data tell. */
export function comparisonTable(
  metrics: readonly Metric[],
  { mcnemar, differences, identical }: Comparison,
  facts: Facts,
  options: { readonly color: boolean },
): string {
  const colors = pico.createColors(options.color);
  const paint = { better: colors.green, worse: colors.red, inconclusive: colors.dim };
  const table = createTable(["left", "left", "right", "right", "right", "left", "right", "right", "left"]);
  const head = [
    "",
    "",
    "first",
    "other",
    "change",
    `${formatLevel(facts.level)} interval`,
    "p (Holm)",
    "detectable",
    "",
  ];
  table.push(head.map(colors.dim));
  const rows = Object.fromEntries(differences.map((difference) => [difference.id, difference]));
  for (const { metric, entry } of measured<Difference>(metrics, rows)) {
    const scale = finer(scaleOf(metric));
    table.push([
      colors.bold(metric.name),
      colors.dim(`${scale.unit} ${ARROWS[metric.better]}`),
      formatValue(entry.baseline, scale),
      formatValue(entry.candidate, scale),
      formatDifference(entry.difference, scale),
      colors.dim(formatInterval(entry.interval, scale)),
      formatP(entry.adjustedP),
      colors.dim(formatValue(entry.minimumDetectable, scale)),
      paint[entry.verdict](entry.verdict),
    ]);
  }
  const { onlyFirst, onlySecond, p } = mcnemar;
  const pairs = `Right in the first only: ${onlyFirst}; in the other only: ${onlySecond}; exact McNemar p ${p < 0.001 ? "" : "= "}${formatP(p)}.`;
  const same = identical ? `\n${colors.yellow("Both files hold the same predictions.")}` : "";
  const signatures = differences.map((difference) => difference.signature).join("\n");
  const legend = `${LEGEND}   detectable: smallest true change found with 80 % power\n${TESTS}`;
  return `\n${colors.bold(heading(facts))}\n\n${table.toString()}\n\n${pairs}${same}\n${colors.dim(`${legend}\n\n${signatures}`)}\n`;
}

/** The metrics and variants that there are. */
export function metricList(
  metrics: readonly Metric[],
  variants: readonly Variant[],
  options: { readonly color: boolean },
): string {
  const colors = pico.createColors(options.color);
  const table = createTable(["left", "left", "left"]);
  table.push([colors.cyan("Metrics"), "", ""]);
  for (const { id, title, better } of metrics) table.push([colors.bold(id), ARROWS[better], title]);
  table.push(["", "", ""], [colors.cyan("Variants"), "", ""]);
  for (const { id, title, metrics: changed } of variants) {
    table.push([colors.bold(id), "", `${title} (${changed.map((metric) => metric.id).join(", ")})`]);
  }
  return `${table.toString()}\n`;
}

function createTable(colAligns: readonly ("left" | "right")[]) {
  return new Table({
    colAligns: [...colAligns],
    chars: BORDERLESS,
    style: { head: [], border: [], "padding-left": 0 },
  });
}

function measured<T>(metrics: readonly Metric[], entries: Readonly<Record<string, T>>) {
  return metrics.flatMap((metric) => {
    const entry = entries[metric.id];
    return entry === undefined ? [] : [{ metric, entry }];
  });
}

/** One digit more than a table of many models: here the interval is beside the value. */
function finer(scale: Scale): Scale {
  return { ...scale, digits: scale.digits + 1 };
}

function formatInterval([low, high]: Interval, scale: Scale): string {
  return Number.isNaN(low) ? "" : `${formatValue(low, scale)} ... ${formatValue(high, scale)}`;
}

function formatLevel(level: number): string {
  return `${Number((level * 100).toPrecision(6))} %`;
}

function formatP(p: number): string {
  if (Number.isNaN(p)) return "-";
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}

function heading({ count, classes, resamples, seed }: Facts): string {
  const number = (value: number) => value.toLocaleString("en-US");
  return `${number(count)} examples, ${number(classes)} classes  ·  ${number(resamples)} resamples, seed ${seed}`;
}
