import type { Interval } from "./interval.ts";
import { normalQuantile } from "./normal.ts";

/**
 * Wilson's score interval for a proportion: the proportions that a two-sided score test would not reject.
 *
 * (p + z^2 / 2n -+ z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n), p the observed share of n, z the normal quantile.
 * Unlike the bootstrap it does not collapse to a point where all, or none, count.
 *
 * Source: Wilson 1927, Probable Inference, the Law of Succession, and Statistical Inference; no continuity correction.
 *
 * @param proportion observed share, in [0, 1]
 * @example wilsonInterval(0.5, 10) // [0.2366, 0.7634]
 */
export function wilsonInterval(proportion: number, count: number, level = 0.95): Interval {
  const z = normalQuantile((1 + level) / 2);
  const square = (z * z) / count;
  const centre = proportion + square / 2;
  const half = z * Math.sqrt((proportion * (1 - proportion)) / count + square / (4 * count));
  // Where all or none count, one end is exactly 1 or 0; rounding must not take it past.
  return [Math.max(0, (centre - half) / (1 + square)), Math.min(1, (centre + half) / (1 + square))];
}
