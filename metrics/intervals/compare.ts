import { sampleStandardDeviation } from "simple-statistics";
import { InputError } from "../../src/core/error.ts";
import type { Predictions } from "../../src/core/predictions.ts";
import { chooseMetrics, type MetricChoice } from "../measure.ts";
import { improvement, signature } from "../metric.ts";
import { createSample, type SampleContext } from "../sample.ts";
import { topLabel } from "../top-label.ts";
import { holm } from "./holm.ts";
import { type Interval, percentileInterval, unbias } from "./interval.ts";
import { type McNemar, mcnemar } from "./mcnemar.ts";
import { minimumDetectableEffect } from "./minimum-detectable-effect.ts";
import { normalCdf } from "./normal.ts";
import { type BootstrapOptions, bootstrapDistributions, DEFAULT_LEVEL } from "./resampling.ts";

export interface CompareOptions extends BootstrapOptions, MetricChoice, SampleContext {}

/** One metric of two models on the same examples. */
export interface Difference {
  readonly id: string;
  readonly baseline: number;
  readonly candidate: number;
  /** candidate - baseline. */
  readonly difference: number;
  /** Paired percentile bootstrap interval of the difference. */
  readonly interval: Interval;
  /** Two-sided: exact McNemar for accuracy, else from the paired bootstrap. NaN where the metric is undefined. */
  readonly p: number;
  /** `p` adjusted by Holm over the metrics of this comparison. */
  readonly adjustedP: number;
  /** `better` or `worse` where the adjusted p is below 1 - level; else the data do not tell. */
  readonly verdict: "better" | "worse" | "inconclusive";
  /** Smallest true difference that this comparison would find with 80 % power, before adjustment. */
  readonly minimumDetectable: number;
  readonly signature: string;
}

export interface Comparison {
  /** Whether both gave the same probabilities: a model was compared with itself. */
  readonly identical: boolean;
  readonly mcnemar: McNemar;
  readonly differences: readonly Difference[];
}

/**
 * Compares two models on the same examples: for each metric the difference with a paired interval (the same resamples
 * for both), a p-value, Holm's adjustment over the metrics and what could have been detected.
 *
 * The bootstrap p-value is twice the smaller share of resampled differences on either side of zero, one added to each
 * count and the total (Davison and Hinkley 1997, eq. 4.11, the interval turned into a test). Where fewer than ten
 * resamples are on that side, which is finer than they can tell and than Holm's factor leaves, it is the tail of the
 * normal with the resamples' standard deviation if that is less.
 *
 * @throws InputError where the two are not of the same examples: another count, or other labels
 */
export function compare(baseline: Predictions, candidate: Predictions, options: CompareOptions = {}): Comparison {
  checkPaired(baseline, candidate);
  const samples = [createSample(baseline, options), createSample(candidate, options)] as const;
  const metrics = chooseMetrics(samples[0], options);
  const { level = DEFAULT_LEVEL } = options;
  const [before, after] = bootstrapDistributions(samples, metrics, options);
  const [firstCorrect, secondCorrect] = samples.map((sample) => sample.fixed(topLabel).correct);
  const test = mcnemar(firstCorrect, secondCorrect);
  const rows = metrics.map((metric, m) => {
    const [from, to] = samples.map((sample) => metric.compute(sample));
    const change = to - from;
    const resampled = after[m].map((value, i) => value - before[m][i]);
    const differences = unbias(metric, change, resampled);
    const defined = [...differences].filter(Number.isFinite);
    const spread = defined.length > 1 ? sampleStandardDeviation(defined) : Number.NaN;
    const row = {
      id: metric.id,
      baseline: from,
      candidate: to,
      difference: change,
      interval: percentileInterval(differences, level),
      p: metric.id === "accuracy" ? test.p : bootstrapP(change, spread, defined),
      minimumDetectable: minimumDetectableEffect(spread, 1 - level),
      signature: signature(metric, baseline.count, baseline.softmax),
    };
    return { row, gain: improvement(metric, from, to) };
  });
  const adjusted = holm(rows.map(({ row }) => row.p));
  return {
    identical: samePredictions(baseline, candidate),
    mcnemar: test,
    differences: rows.map(({ row, gain }, m) => ({
      ...row,
      adjustedP: adjusted[m],
      verdict: adjusted[m] < 1 - level && gain !== 0 ? (gain > 0 ? "better" : "worse") : "inconclusive",
    })),
  };
}

/** Fewest resamples on the far side of zero whose share is taken for the probability. */
const MIN_TAIL = 10;

function bootstrapP(difference: number, spread: number, resampled: readonly number[]): number {
  if (Number.isNaN(difference) || resampled.length === 0) return Number.NaN;
  const atMost = resampled.filter((value) => value <= 0).length;
  const atLeast = resampled.filter((value) => value >= 0).length;
  const tail = Math.min(atMost, atLeast);
  const counted = Math.min(1, (2 * (tail + 1)) / (resampled.length + 1));
  if (tail >= MIN_TAIL || !(spread > 0)) return counted;
  return Math.min(counted, 2 * normalCdf(-Math.abs(difference) / spread));
}

function checkPaired(baseline: Predictions, candidate: Predictions): void {
  if (baseline.count !== candidate.count || baseline.classes !== candidate.classes) {
    throw new InputError("comparison", {
      expected: `two models on the same examples and classes (${baseline.count} x ${baseline.classes})`,
      got: `${candidate.count} x ${candidate.classes}`,
    });
  }
  const row = baseline.labels.findIndex((label, i) => label !== candidate.labels[i]);
  if (row !== -1) {
    throw new InputError(`comparison, row ${row}`, {
      expected: `the same label for both models (${baseline.labels[row]})`,
      got: `${candidate.labels[row]}`,
      remedy: "The rows must be the same examples in the same order.",
    });
  }
}

function samePredictions(baseline: Predictions, candidate: Predictions): boolean {
  return baseline.probabilities.every((probability, i) => probability === candidate.probabilities[i]);
}
