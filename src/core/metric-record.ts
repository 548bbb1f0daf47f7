import type { Predictions } from "./predictions.ts";

/** What describes a metric to a reader: everything but how it is computed. Values are fractions (or nats, for NLL). */
export interface MetricRecord {
  /** As options and results name it. */
  readonly id: string;
  /** As tables and signatures print it. */
  readonly name: string;
  readonly title: string;
  /** How a report prints the value: times 100 with a percent sign, times 1000, or as it is. */
  readonly unit: "%" | "x1000" | "";
  /** Which way is better; `zero` is for signed errors. */
  readonly better: "higher" | "lower" | "zero";
  /** Least and greatest value. */
  readonly range: readonly [low: number, high: number];
  /** The choices behind the number, in the order a signature prints them: positive class, ties, bin edges. */
  readonly definition: Readonly<Record<string, string | number>>;
  /** Raised when the same input would give another value than before. */
  readonly version: number;
  /** Whether it is measured under every condition and stands in the table of a report; the others on clean images only. */
  readonly headline?: boolean;
}

/**
 * The choices behind a printed number, in one line that can be pasted beside it.
 *
 * @param count examples that the value was computed on
 * @param softmax precision of the probabilities, where it was not double
 * @example signature(aurc, 10000) // "AURC|score:msp|ties:expected|est:mean|n:10000|v:1"
 */
export function signature(
  metric: Pick<MetricRecord, "name" | "definition" | "version">,
  count: number,
  softmax?: Predictions["softmax"],
): string {
  const choices = Object.entries(metric.definition).map(([choice, value]) => `${choice}:${value}`);
  const precision = softmax === undefined ? [] : [`softmax:${softmax}`];
  return [metric.name, ...choices, ...precision, `n:${count}`, `v:${metric.version}`].join("|");
}

/**
 * How much better `to` is than `from`: positive is better, whichever way the metric points.
 *
 * @example improvement(aurc, 0.06, 0.05) // 0.01: less area is better
 */
export function improvement(metric: Pick<MetricRecord, "better">, from: number, to: number): number {
  switch (metric.better) {
    case "higher":
      return to - from;
    case "lower":
      return from - to;
    case "zero":
      return Math.abs(from) - Math.abs(to);
  }
}

/** What a report multiplies a value by before it prints the unit. */
export function printedScale(metric: Pick<MetricRecord, "unit">): number {
  return { "%": 100, x1000: 1000, "": 1 }[metric.unit];
}
