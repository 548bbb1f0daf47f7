import { mean, sampleStandardDeviation } from "simple-statistics";
import { improvement } from "../metric.ts";
import { debias, type Interval, sortedDefined } from "./interval.ts";
import { errorAfter } from "./loss/error-after.ts";
import { normalQuantile } from "./normal.ts";
import type { Paired } from "./paired.ts";
import { type PairedShares, tangoInterval } from "./tango.ts";

/** How much worse the candidate is than the baseline, in the metric's own unit, whichever way the metric points. */
export interface Harm {
  /** Minus the improvement: negative where the candidate is better. NaN where the metric is undefined. */
  readonly observed: number;
  /** Harms of the resamples, ascending, corrected for the bias that the metric declares. Empty where most are undefined. */
  readonly resampled: readonly number[];
  /** Mean of the resampled harms. */
  readonly mean: number;
  /** Their standard deviation: the standard error of the harm. */
  readonly error: number;
}

export function harmOf({ metric, values: [baseline, candidate], resampled: [before, after] }: Paired): Harm {
  // What would be gained by going back.
  const observed = improvement(metric, candidate, baseline);
  const harms = before.map((value, r) => improvement(metric, after[r], value));
  const resampled = Number.isNaN(observed) ? [] : [...sortedDefined(debias(metric, observed, harms))];
  if (resampled.length < 2) return { observed, resampled: [], mean: Number.NaN, error: Number.NaN };
  return { observed, resampled, mean: mean(resampled), error: sampleStandardDeviation(resampled) };
}

/** Where the metric is a share under one condition: examples that were lost (first) and won (second), of how many. */
export function lostAndWon({ metric, discordant, count }: Paired): PairedShares | undefined {
  if (discordant === undefined) return undefined;
  const { onlyFirst, onlySecond } = discordant;
  return metric.better === "lower"
    ? { onlyFirst: onlySecond, onlySecond: onlyFirst, count }
    : { onlyFirst, onlySecond, count };
}

/**
 * One-sided bounds of the harm: it is at least the first with this confidence, and at most the second with this
 * confidence. They are the margins at which `testMargin` turns: its p-values are below 1 - level for margins below the
 * first (regression) and above the second (non-inferiority).
 *
 * For several harms at once take the level of one, 1 - alpha / m (Bonferroni). An end is infinite where there are too few
 * resamples for the level: at least 1 / (1 - level) are needed.
 *
 * @param level in (0.5, 1)
 * @returns NaN where the metric is undefined, or in most resamples
 */
export function harmBounds(paired: Paired, level: number): Interval {
  const shares = lostAndWon(paired);
  if (shares !== undefined) {
    // Two-sided at 2 level - 1 leaves 1 - level on either side. Tango's difference is won less lost.
    const [low, high] = tangoInterval(shares, 2 * level - 1);
    return [-high, -low];
  }
  const { resampled, mean: centre, error } = harmOf(paired);
  if (resampled.length === 0) return [Number.NaN, Number.NaN];
  const quantile = normalQuantile(level);
  const [below, above] = [quantile * error, paired.lostAnswers ? errorAfter(paired.lostAnswers).reach(quantile) : 0];
  // As many lie outside of it as (1 + outside) / (R + 1), the p-value, below 1 - level allows.
  const place = Math.ceil((1 - level) * (resampled.length + 1)) - 2;
  const [least, most] = [resampled[place] ?? -Infinity, resampled[resampled.length - 1 - place] ?? Infinity];
  return [Math.min(least, centre - below), Math.max(most, centre + Math.max(below, above))];
}
