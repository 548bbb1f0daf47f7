import { quantileSorted } from "simple-statistics";
import type { Metric } from "../metric.ts";
import { normalCdf, normalQuantile } from "./normal.ts";

/** Two ends, of a metric's unit. NaN where there is nothing to take them from. */
export type Interval = readonly [low: number, high: number];

const UNDEFINED: Interval = [Number.NaN, Number.NaN];

/** Most resamples that may leave a metric undefined (no errors drawn) before its interval is given up. */
const MAX_UNDEFINED = 0.5;

/** The values a metric took where it was defined, ascending. */
export function sortedDefined(distribution: Float64Array): Float64Array {
  const defined = distribution.filter((value) => !Number.isNaN(value));
  return defined.length < distribution.length * (1 - MAX_UNDEFINED) ? new Float64Array(0) : defined.sort();
}

/**
 * Percentile bootstrap interval: the (1 - level) / 2 and (1 + level) / 2 quantiles of the resampled values. Resamples in
 * which the metric is undefined are left out; where they are the majority there is no interval.
 *
 * Source: Efron and Tibshirani 1993, An Introduction to the Bootstrap, section 13.3.
 *
 * @param distribution one value per resample
 */
export function percentileInterval(distribution: Float64Array, level: number): Interval {
  const sorted = sortedDefined(distribution);
  return quantiles(sorted, (1 - level) / 2, (1 + level) / 2);
}

/**
 * Reflected (basic) bootstrap: 2 value - resampled value, whose percentiles are the basic interval. The resampled values
 * stray from the value as the value strays from the truth; so this takes off a bias that noise adds, where the
 * percentiles would have it twice. The interval need not contain the value, which has that bias.
 *
 * Source: Davison and Hinkley 1997, Bootstrap Methods and Their Application, eq. 5.6.
 */
function reflect(value: number, distribution: Float64Array): Float64Array {
  return distribution.map((resampled) => 2 * value - resampled);
}

/**
 * Centred bootstrap: the resampled values moved so that their mean is the value, for a value that is corrected for a
 * bias which resampling brings back.
 */
function centre(value: number, distribution: Float64Array): Float64Array {
  const defined = distribution.filter((resampled) => !Number.isNaN(resampled));
  const shift = defined.reduce((sum, resampled) => sum + resampled, 0) / defined.length - value;
  return distribution.map((resampled) => resampled - shift);
}

/** The resampled values of a metric, corrected for the bias that it declares. */
export function debias({ biased }: Pick<Metric, "biased">, value: number, distribution: Float64Array): Float64Array {
  if (biased === "value") return reflect(value, distribution);
  return biased === "resamples" ? centre(value, distribution) : distribution;
}

/** An interval cut to the range that its metric can take. */
export function within([low, high]: Interval, [least, greatest]: Interval): Interval {
  const cut = (end: number) => Math.min(Math.max(end, least), greatest);
  return [cut(low), cut(high)];
}

/**
 * Bias-corrected and accelerated bootstrap interval: percentiles shifted for the median bias z0 of the resampled values
 * and for the acceleration a, the rate at which the standard error changes with the value, from the jackknife:
 * the end for a normal quantile z is the Phi(z0 + (z0 + z) / (1 - a (z0 + z))) quantile,
 * z0 = quantile of (share of resamples below the value, ties half), a = sum d^3 / (6 (sum d^2)^1.5), d = mean - left-out.
 *
 * Source: Efron 1987, Better Bootstrap Confidence Intervals; Efron and Tibshirani 1993, eq. 14.10, 14.14 and 14.15.
 *
 * @param leftOut values with each example (or group) left out
 */
export function bcaInterval(value: number, distribution: Float64Array, leftOut: Float64Array, level: number): Interval {
  const sorted = sortedDefined(distribution);
  if (sorted.length === 0 || !Number.isFinite(value)) return UNDEFINED;
  let below = 0;
  for (const resampled of sorted) below += resampled < value ? 1 : resampled === value ? 0.5 : 0;
  // A value outside all resamples would send z0 to infinity; half a resample is the least that can be told.
  const share = Math.min(Math.max(below, 0.5), sorted.length - 0.5) / sorted.length;
  const bias = normalQuantile(share);
  const acceleration = accelerationOf(leftOut);
  const shifted = (probability: number) => {
    const centre = bias + normalQuantile(probability);
    return normalCdf(bias + centre / (1 - acceleration * centre));
  };
  return quantiles(sorted, shifted((1 - level) / 2), shifted((1 + level) / 2));
}

function accelerationOf(leftOut: Float64Array): number {
  const defined = leftOut.filter(Number.isFinite);
  let sum = 0;
  for (const value of defined) sum += value;
  const mean = sum / defined.length;
  let squares = 0;
  let cubes = 0;
  for (const value of defined) {
    const influence = mean - value;
    squares += influence ** 2;
    cubes += influence ** 3;
  }
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
}

function quantiles(sorted: Float64Array, low: number, high: number): Interval {
  if (sorted.length === 0) return UNDEFINED;
  // simple-statistics declares number[]; it reads by index only.
  const values = sorted as unknown as number[];
  return [quantileSorted(values, low), quantileSorted(values, high)];
}
