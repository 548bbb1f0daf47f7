import { binomialTail } from "../../src/core/binomial.ts";

/** Examples that one of two models has right and the other wrong. */
export interface Discordant {
  /** Examples that only the first has right. */
  readonly onlyFirst: number;
  /** Examples that only the second has right. */
  readonly onlySecond: number;
}

/** Exact McNemar test of two models on the same examples. */
export interface McNemar extends Discordant {
  /** Two-sided probability of a split at least as uneven if each discordant example were a fair coin; 1 if none is. */
  readonly p: number;
}

/**
 * Exact (binomial) McNemar test: are the examples that one of two models has right and the other wrong split evenly?
 *
 * p = min(1, 2 P(X <= min(b, c))), X binomial with b + c fair draws, b and c the discordant counts.
 *
 * Source: McNemar 1947, Note on the Sampling Error of the Difference Between Correlated Proportions; exact form as in
 * Fagerland, Lydersen and Laake 2013, The McNemar Test for Binary Matched-Pairs Data, section 2.
 *
 * @param first 1 where the first model is right, by example
 * @example mcnemar([1, 1, 1, 0], [0, 0, 0, 0]).p // 0.25: 2 (1/2)^3
 */
export function mcnemar(first: ArrayLike<number>, second: ArrayLike<number>): McNemar {
  const discordant = countDiscordant(first, second);
  return { ...discordant, p: mcnemarP(discordant) };
}

/** The test's p-value from the counts. */
export function mcnemarP({ onlyFirst, onlySecond }: Discordant): number {
  return Math.min(1, 2 * fairTail(Math.min(onlyFirst, onlySecond), onlyFirst + onlySecond));
}

/**
 * The one-sided test: the probability of at least as many examples that only the first has right, if each discordant
 * example were a fair coin. Small: the second is worse.
 *
 * @example mcnemarWorse({ onlyFirst: 3, onlySecond: 0 }) // 0.125: (1/2)^3
 */
export function mcnemarWorse({ onlyFirst, onlySecond }: Discordant): number {
  return binomialTail(onlyFirst, onlyFirst + onlySecond, 1 / 2);
}

/** @param first 1 where the first model is right, by example */
export function countDiscordant(first: ArrayLike<number>, second: ArrayLike<number>): Discordant {
  let onlyFirst = 0;
  let onlySecond = 0;
  for (let i = 0; i < first.length; i++) {
    if (first[i] > second[i]) onlyFirst++;
    if (second[i] > first[i]) onlySecond++;
  }
  return { onlyFirst, onlySecond };
}

/** Probability of at most `most` heads in `draws` fair draws. */
function fairTail(most: number, draws: number): number {
  // In logarithms: (1/2)^draws underflows from 1,075 draws on.
  let logarithm = -draws * Math.LN2;
  let tail = 0;
  for (let k = 0; k <= most; k++) {
    tail += Math.exp(logarithm);
    logarithm += Math.log((draws - k) / (k + 1));
  }
  return tail;
}
