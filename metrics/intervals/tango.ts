import type { Interval } from "./interval.ts";
import type { Discordant } from "./mcnemar.ts";
import { normalQuantile } from "./normal.ts";

/** Discordant examples, and how many examples there are. */
export interface PairedShares extends Discordant {
  readonly count: number;
}

/**
 * Tango's score statistic of the hypothesis that the second model's share is larger than the first's by `difference`:
 *
 * z(d) = (c - b - n d) / sqrt(n (2 q + d (1 - d))), b and c the examples that count for the first, and the second, only,
 * of n; q the maximum-likelihood probability of the former if the difference is d: the root of
 * 2n q^2 + (-b - c + (2n - c + b) d) q - b d (1 - d) = 0 for d, where it is (sqrt(B^2 - 4 A C) - B) / 2A.
 *
 * Standard normal if the difference is d. With d = 0 its square is McNemar's statistic. 0 where there is no variance.
 *
 * Source: Tango 1998, Equivalence Test and Confidence Interval for the Difference in Proportions for the Paired-Sample
 * Design, eq. 9 and 12.
 */
export function tangoStatistic({ onlyFirst, onlySecond, count }: PairedShares, difference: number): number {
  // Tango's b - c is here c - b: the second less the first.
  const a = 2 * count;
  const b = -onlyFirst - onlySecond + (2 * count - onlySecond + onlyFirst) * difference;
  const c = -onlyFirst * difference * (1 - difference);
  const q = (Math.sqrt(Math.max(0, b * b - 4 * a * c)) - b) / (2 * a);
  const variance = count * (2 * q + difference * (1 - difference));
  const excess = onlySecond - onlyFirst - count * difference;
  return variance > 0 ? excess / Math.sqrt(variance) : excess === 0 ? 0 : Math.sign(excess) * Infinity;
}

/**
 * Tango's score interval for how much larger the second model's share is: the differences that a two-sided score test
 * would not reject. It holds its level for paired shares near 0 or 1 and for few discordant examples, where the bootstrap
 * and Wald's interval do not (Fagerland, Lydersen and Laake 2014, Recommended Tests and Confidence Intervals for Paired
 * Binomial Proportions).
 *
 * @example tangoInterval({ onlyFirst: 7, onlySecond: 1, count: 21 }) // [-0.5172, -0.0260]
 */
export function tangoInterval(shares: PairedShares, level = 0.95): Interval {
  const { onlyFirst, onlySecond, count } = shares;
  const quantile = normalQuantile((1 + level) / 2);
  const observed = (onlySecond - onlyFirst) / count;
  return [solve(shares, quantile, -1, observed), solve(shares, -quantile, observed, 1)];
}

/** The difference at which the statistic, which falls as the difference rises, passes a value: by bisection. */
function solve(shares: PairedShares, value: number, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2;
    if (tangoStatistic(shares, middle) > value) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
