import { createGrowingTail } from "./growing-tail.ts";
import { harmOf, lostAndWon } from "./harm.ts";
import type { AfterLoss, LostAnswers } from "./loss/lost-answers.ts";
import { minimumDetectableEffect } from "./minimum-detectable-effect.ts";
import { normalCdf, normalQuantile } from "./normal.ts";
import type { Paired } from "./paired.ts";
import { type PairedShares, tangoStatistic } from "./tango.ts";

/** What is to be detected, and how surely. */
export interface Detection {
  /** Level of the one-sided test. */
  readonly alpha: number;
  /** Harm that is tolerated, in the metric's unit; default 0. */
  readonly margin?: number;
  /** Probability of finding it; default 0.8. */
  readonly power?: number;
}

/**
 * The smallest true harm that a one-sided test of "more than the margin" finds with the given power, in a sample like
 * this one: what "no regression found" leaves possible.
 *
 * A harm also spreads the examples, so what can be detected depends on how it comes about. Where `paired.lostAnswers` is
 * known: by a share a of the candidate's right answers, lost at random (`LostAnswers`). With its harm h(a) and the standard error
 * s(a) of the difference that it leaves, the smallest h(a) is stated for which
 *
 * h(a) - m >= z(1 - alpha) t(a) e(a) + z(power) s(a) f(a), m the margin,
 *
 * with t(a)^2 = s(a)^2 for the bootstrap's test against a margin, and s(a)^2 + h(a)^2 / n for the permutation test without one,
 * whose exchanges turn the harm itself into spread. A sample with few lost answers has less harm and a smaller standard
 * error at once, so with g the skewness and k the kurtosis of the examples' differences and v = (k - 1) / 4n, v s^2 the
 * variance of the sample's standard error,
 *
 * e(a) = 1 - v / 2, f(a)^2 = 1 - z(1 - alpha) g / sqrt(n) + z(1 - alpha)^2 v, both 1 where g and k are not known.
 *
 * Where `paired.lostAnswers` is not known: by the same harm to every example, h = m + (z(1 - alpha) + z(power)) s
 * (`minimumDetectableEffect`).
 *
 * A share of examples under one condition: without harm half of the discordant examples would be won and half lost;
 * the rates of both at a are those of `lostAnswers`, else the harm is lost besides. With few discordant examples the power
 * of the test, McNemar's exact one or Tango's against a margin, is computed exactly; else from the normal approximation,
 * (h - m) sqrt(n) = z(1 - alpha) sqrt(d - m^2) + z(power) sqrt(d - h^2), d the share of discordant examples at the harm h
 * (Connor 1987).
 *
 * Source: Connor 1987, Sample Size for Testing Differences in Proportions for the Paired-Sample Design, eq. 3; Duffy 1984,
 * Asymptotic and Exact Power for the McNemar Test (its exact power).
 *
 * @returns in the metric's unit; NaN where the metric is undefined; infinite where no share of so few examples is enough
 */
export function detectableHarm(paired: Paired, detection: Detection): number {
  const shares = lostAndWon(paired);
  const { lostAnswers, count } = paired;
  const { alpha, margin = 0, power = 0.8 } = detection;
  const asked = { alpha, margin, power, criticalOf: criticals(count, alpha, margin) };
  if (lostAnswers !== undefined) return detectableLoss(lostAnswers, count, asked);
  if (shares === undefined) return margin + minimumDetectableEffect(harmOf(paired).error, alpha, power, 1);
  return detectableShare(shares, asked);
}

interface Asked extends Required<Detection> {
  readonly criticalOf: Critical;
}

type Lost = NonNullable<AfterLoss["discordant"]>;

function detectableLoss({ shares, at }: LostAnswers, count: number, asked: Asked): number {
  const found = (share: number) => isFound(at(share), count, asked);
  const next = shares.findIndex((share) => share > 0 && found(share));
  if (next === -1) return Infinity;
  return at(smallest(found, shares[next - 1], shares[next])).harm;
}

function isFound({ harm, error, discordant, shape }: AfterLoss, count: number, asked: Asked): boolean {
  const { alpha, margin, power } = asked;
  if (harm <= margin) return false;
  if (discordant !== undefined) return isShareFound(discordant, count, asked);
  const tested = margin > 0 ? error : Math.hypot(error, harm / Math.sqrt(count));
  const quantile = normalQuantile(1 - alpha);
  const { expected, together } = sampledError(shape, quantile, count);
  return harm - margin >= quantile * tested * expected + normalQuantile(power) * error * together;
}

/**
 * What samples make of the standard error, in standard errors: its expectation, and the standard deviation of (harm - quantile
 * standard errors), both of one sample.
 */
function sampledError(shape: AfterLoss["shape"], quantile: number, count: number) {
  if (shape === undefined) return { expected: 1, together: 1 };
  const skewness = shape.skewness / Math.sqrt(count);
  const spread = (shape.kurtosis - 1) / (4 * count);
  return {
    expected: Math.max(0, 1 - spread / 2),
    together: Math.sqrt(Math.max(0, 1 - quantile * skewness + quantile ** 2 * spread)),
  };
}

/** The smallest of a range of which the end is found, by bisection. */
function smallest(found: (value: number) => boolean, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let halving = 0; halving < 24; halving++) {
    const middle = (low + high) / 2;
    if (found(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Discordant examples up to which the exact power is computed: beyond, the approximation is as good. */
const MOST_EXACT = 300;

function detectableShare({ onlyFirst, onlySecond, count }: PairedShares, asked: Asked): number {
  const rate = (onlyFirst + onlySecond) / 2 / count;
  const found = (harm: number) => isShareFound({ lost: rate + harm, won: rate }, count, asked);
  return found(1 - rate) ? smallest(found, asked.margin, 1 - rate) : Infinity;
}

function isShareFound({ lost, won }: Lost, count: number, { alpha, margin, power, criticalOf }: Asked): boolean {
  const exact = count * Math.min(lost, won) <= MOST_EXACT / 2;
  if (exact) return exactPower(count, lost, won, criticalOf) >= power;
  const harm = lost - won;
  const spread = (mean: number) => Math.sqrt(Math.max(0, lost + won - mean ** 2));
  const needed = normalQuantile(1 - alpha) * spread(margin) + normalQuantile(power) * spread(harm);
  return (harm - margin) * Math.sqrt(count) >= needed;
}

/** Probability that the exact one-sided McNemar test, or Tango's against a margin, rejects, examples lost and won at these rates. */
function exactPower(count: number, lost: number, won: number, criticalOf: Critical): number {
  const rate = lost + won;
  const tailOf = createGrowingTail(lost / rate);
  if (rate >= 1) return tailOf(criticalOf(count), count);
  const spread = 5 * Math.sqrt(count * rate * (1 - rate)) + 1;
  const [least, most] = [Math.max(0, Math.floor(count * rate - spread)), Math.ceil(count * rate + spread)];
  let total = 0;
  let chance = probability(least, count, rate);
  for (let discordant = least; discordant <= Math.min(count, most); discordant++) {
    total += chance * tailOf(criticalOf(discordant), discordant);
    chance *= ((count - discordant) / (discordant + 1)) * (rate / (1 - rate));
  }
  return total;
}

/** Fewest of so many fair draws whose tail is below alpha; one more than all where there is none. */
type Critical = (draws: number) => number;

/** It is asked for the same numbers again and again. */
function criticals(count: number, alpha: number, margin: number): Critical {
  const known = new Map<number, number>();
  return (draws) => {
    const found =
      known.get(draws) ?? (margin === 0 ? critical(draws, alpha) : tangoCritical(draws, count, alpha, margin));
    known.set(draws, found);
    return found;
  };
}

/** As `critical`, of Tango's test: the more of the discordant examples are lost, the smaller p. */
function tangoCritical(draws: number, count: number, alpha: number, margin: number): number {
  const rejects = (lost: number) =>
    normalCdf(tangoStatistic({ onlyFirst: lost, onlySecond: draws - lost, count }, -margin)) < alpha;
  let [low, high] = [-1, draws + 1];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (rejects(middle)) high = middle;
    else low = middle;
  }
  return high;
}

function critical(draws: number, alpha: number): number {
  let logarithm = -draws * Math.LN2;
  let tail = 0;
  for (let successes = draws; successes >= 0; successes--) {
    tail += Math.exp(logarithm);
    if (tail >= alpha) return successes + 1;
    logarithm += Math.log(successes / (draws - successes + 1));
  }
  return 0;
}

/** Of exactly so many successes. */
function probability(successes: number, draws: number, p: number): number {
  let logarithm = successes * Math.log(p) + (draws - successes) * Math.log1p(-p);
  for (let i = 1; i <= successes; i++) logarithm += Math.log((draws - successes + i) / i);
  return Math.exp(logarithm);
}
