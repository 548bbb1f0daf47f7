import type { Predictions } from "../src/core/predictions.ts";
import type { Sample } from "./sample.ts";

/**
 * One number about a classifier's reliability. Values are fractions (or nats, for NLL); `unit` says how a report
 * prints them. A metric that a sample does not define (the false positive rate where nothing is wrong) is NaN.
 */
export interface Metric {
  /** As options and results name it. */
  readonly id: string;
  /** As tables and signatures print it. */
  readonly name: string;
  readonly title: string;
  /** Paper and equation, or repository and path, that define it. */
  readonly source: string;
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
  readonly headline?: true;
  /** Where the value is a share of examples: 1 for each that counts. Its interval is Wilson's, its test McNemar's. */
  readonly proportion?: (sample: Sample) => Uint8Array;
  /**
   * Where noise pushes the number one way (an absolute gap up, a minimum down), resampling, which adds noise, pushes it
   * further. `value`: the value has that bias and resampled values have it twice; its interval is the reflected one,
   * which takes it off. `resamples`: the value is corrected and resampled values have the bias once; its interval is
   * the centred one.
   */
  readonly biased?: "value" | "resamples";
  /** What it needs besides predictions. */
  readonly needs?: "superclasses";
  compute(sample: Sample): number;
}

/**
 * The choices behind a printed number, in one line that can be pasted beside it.
 *
 * @param count examples that the value was computed on
 * @param softmax precision of the probabilities, where it was not double
 * @example signature(aurc, 10000) // "AURC|score:msp|ties:expected|est:mean|n:10000|v:1"
 */
export function signature(metric: Metric, count: number, softmax?: Predictions["softmax"]): string {
  const choices = Object.entries(metric.definition).map(([choice, value]) => `${choice}:${value}`);
  const precision = softmax === undefined ? [] : [`softmax:${softmax}`];
  return [metric.name, ...choices, ...precision, `n:${count}`, `v:${metric.version}`].join("|");
}

/**
 * How much better `to` is than `from`: positive is better, whichever way the metric points.
 *
 * @example improvement(aurc, 0.06, 0.05) // 0.01: less area is better
 */
export function improvement(metric: Pick<Metric, "better">, from: number, to: number): number {
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
export function printedScale(metric: Pick<Metric, "unit">): number {
  return { "%": 100, x1000: 1000, "": 1 }[metric.unit];
}
