import { type Interval, percentileInterval } from "./interval.ts";
import { DEFAULT_LEVEL, resamplingWeights } from "./resampling.ts";

/** Values of the same examples of two models, or each example's mean over several conditions: what is compared. */
export interface PairedValues {
  readonly baseline: Float64Array;
  readonly candidate: Float64Array;
}

const RESAMPLES = 2000;

/**
 * Differences of means with paired 95 % percentile bootstrap intervals. Examples are resampled, the same ones for all
 * entries of equal length: where an example has a value under several conditions (a corruption at five severities),
 * its mean goes in, so that conditions of one example are one observation and not five.
 *
 * @param seed of the resamples
 */
export function pairedMeanDifferences(
  entries: readonly PairedValues[],
  seed: number,
): readonly { readonly difference: number; readonly interval: Interval }[] {
  const gains = entries.map(({ baseline, candidate }) => candidate.map((value, i) => value - baseline[i]));
  return meansWithIntervals(gains, seed).map(({ mean, interval }) => ({ difference: mean, interval }));
}

/**
 * Means with 95 % percentile bootstrap intervals, from the same resamples for all lists of equal length.
 *
 * @param lists a value of each example
 * @param seed of the resamples
 * @example meansWithIntervals([Float64Array.of(1, 1)], 0) // [{ mean: 1, interval: [1, 1] }]
 */
export function meansWithIntervals(
  lists: readonly Float64Array[],
  seed: number,
): readonly { readonly mean: number; readonly interval: Interval }[] {
  const distributions = lists.map(() => new Float64Array(RESAMPLES));
  for (const count of new Set(lists.map(({ length }) => length))) {
    let row = 0;
    for (const weights of resamplingWeights(count, RESAMPLES, seed)) {
      lists.forEach((values, entry) => {
        if (values.length === count) distributions[entry][row] = weightedMean(values, weights);
      });
      row++;
    }
  }
  return lists.map((values, entry) => ({
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    interval: percentileInterval(distributions[entry], DEFAULT_LEVEL),
  }));
}

function weightedMean(values: Float64Array, weights: Uint16Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += weights[i] * values[i];
  return sum / values.length;
}
