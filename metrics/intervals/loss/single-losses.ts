import type { Metric } from "../../metric.ts";
import type { Sample } from "../../sample.ts";
import { loseRows, rightAnswers } from "./lost-answers.ts";

/**
 * What single lost answers do to a metric: sums over all right answers of the first to the fourth power of the change that
 * losing this one alone makes.
 */
export type LossSums = readonly [first: number, second: number, third: number, fourth: number];

/** Answers that are lost one by one, evenly spaced by confidence; with fewer right ones, each of them. */
const SINGLES = 100;

/** @returns by metric; zero where no answer is right */
export function singleLosses(sample: Sample, metrics: readonly Metric[]): readonly LossSums[] {
  const right = rightAnswers(sample);
  const tried = Math.min(SINGLES, right.length);
  const before = metrics.map((metric) => metric.compute(sample));
  const sums = metrics.map(() => [0, 0, 0, 0] as [number, number, number, number]);
  for (let single = 0; single < tried; single++) {
    const damaged = loseRows(sample, [right[Math.floor(((single + 0.5) * right.length) / tried)]]);
    for (const [m, metric] of metrics.entries()) {
      const change = metric.compute(damaged) - before[m];
      for (let power = 1; power <= 4; power++) sums[m][power - 1] += (right.length / tried) * change ** power;
    }
  }
  return sums;
}

/** Mean, variance, skewness and kurtosis' numerators of a sum over examples. */
export interface LossCumulants {
  readonly mean: number;
  readonly variance: number;
  readonly third: number;
  readonly fourth: number;
}

/**
 * Cumulants of the change of a metric in samples of so many examples when each right answer is lost with probability `share`,
 * changes of single answers taken to add up: of count times x, x an example's change with probability `share`, else 0, so
 * that E x^k = share S_k / count, S_k the sums.
 */
export function cumulantsOf(sums: LossSums, share: number, count: number): LossCumulants {
  const [m1, m2, m3, m4] = sums.map((sum) => (share * sum) / count);
  const second = m2 - m1 ** 2;
  const fourth = m4 - 4 * m1 * m3 + 6 * m1 ** 2 * m2 - 3 * m1 ** 4;
  return {
    mean: count * m1,
    variance: count * second,
    third: count * (m3 - 3 * m1 * m2 + 2 * m1 ** 3),
    fourth: count * (fourth - 3 * second ** 2),
  };
}
