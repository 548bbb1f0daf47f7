import { type Interval, percentileInterval, resamplingWeights } from "../../metrics/index.ts";

/** Values of the same examples under one condition, or each example's mean over several: what is compared. */
export interface PairedValues {
  readonly baseline: Float64Array;
  readonly candidate: Float64Array;
}

const RESAMPLES = 2000;
const LEVEL = 0.95;

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
  const distributions = gains.map(() => new Float64Array(RESAMPLES));
  for (const count of new Set(gains.map(({ length }) => length))) {
    let row = 0;
    for (const weights of resamplingWeights(count, RESAMPLES, seed)) {
      gains.forEach((gain, entry) => {
        if (gain.length === count) distributions[entry][row] = weightedMean(gain, weights);
      });
      row++;
    }
  }
  return gains.map((gain, entry) => ({
    difference: gain.reduce((sum, value) => sum + value, 0) / gain.length,
    interval: percentileInterval(distributions[entry], LEVEL),
  }));
}

function weightedMean(values: Float64Array, weights: Uint16Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += weights[i] * values[i];
  return sum / values.length;
}
