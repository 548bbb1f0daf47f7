import pico from "picocolors";
import { ARROWS, ARROWS_LEGEND } from "../arrows.ts";
import { formatDifference, formatInterval, formatP, formatValue } from "../format.ts";
import type { Colors } from "./colors.ts";
import { type Facts, factsLine, fineScaleOf, intervalTitle, type PrintedMetric, withEntries } from "./metric-rows.ts";
import { plainTable } from "./table.ts";

/** A metric of two models, as the table prints it. */
interface Difference {
  readonly id: string;
  readonly baseline: number;
  readonly candidate: number;
  readonly difference: number;
  readonly interval: readonly [low: number, high: number];
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

/** Two models side by side: the difference, what it could be, and whether the data tell. */
export function comparisonTable(
  metrics: readonly PrintedMetric[],
  { mcnemar, differences, identical }: Comparison,
  facts: Facts & { readonly permutations: number },
  options: { readonly color: boolean },
): string {
  const colors = pico.createColors(options.color);
  const entries = Object.fromEntries(differences.map((difference) => [difference.id, difference]));
  const rows = withEntries<Difference>(metrics, entries).map(({ metric, entry }) => rowOf(metric, entry, colors));
  const head = ["", "", "first", "other", "change", intervalTitle(facts), "p (Holm)", "detectable", ""];
  const table = plainTable(
    [head.map(colors.dim), ...rows],
    ["left", "left", "right", "right", "right", "left", "right", "right", "left"],
  );
  const { onlyFirst, onlySecond, p } = mcnemar;
  const below = [
    `Right in the first only: ${onlyFirst}; in the other only: ${onlySecond}; exact McNemar p ${p < 0.001 ? "" : "= "}${formatP(p)}.`,
    ...(identical ? [colors.yellow("Both files hold the same predictions.")] : []),
    colors.dim(`${ARROWS_LEGEND}   detectable: smallest true change found with 80 % power`),
    colors.dim(
      `p: exact McNemar test for shares, paired permutation test (${facts.permutations.toLocaleString("en-US")}) for others; adjusted by Holm`,
    ),
    "",
    ...differences.map(({ signature }) => colors.dim(signature)),
  ];
  return `\n ${colors.bold(factsLine(facts))}\n\n${table}\n\n${below.map((line) => ` ${line}`.trimEnd()).join("\n")}\n`;
}

function rowOf(metric: PrintedMetric, entry: Difference, colors: Colors): readonly string[] {
  const scale = fineScaleOf(metric);
  const paint = { better: colors.green, worse: colors.red, inconclusive: colors.dim };
  return [
    colors.bold(metric.name),
    colors.dim(`${scale.unit} ${ARROWS[metric.better]}`),
    formatValue(entry.baseline, scale),
    formatValue(entry.candidate, scale),
    formatDifference(entry.difference, scale),
    colors.dim(formatInterval(entry.interval, scale)),
    formatP(entry.adjustedP),
    colors.dim(formatValue(entry.minimumDetectable, scale)),
    paint[entry.verdict](entry.verdict),
  ];
}
