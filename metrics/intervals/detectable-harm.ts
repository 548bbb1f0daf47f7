import { binomialTail } from "../../src/core/binomial.ts";
import { harmOf, lostAndWon } from "./harm.ts";
import { minimumDetectableEffect } from "./minimum-detectable-effect.ts";
import { normalQuantile } from "./normal.ts";
import type { Paired } from "./paired.ts";
import type { PairedShares } from "./tango.ts";

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
 * A share of examples: without harm half of the discordant examples would be won and half lost; the harm is lost besides.
 * Without a margin and with few discordant examples the power of the exact McNemar test is computed
 * exactly; else from the normal approximation, (h - m) sqrt(n) = z(1 - alpha) sqrt(d - m^2) + z(power) sqrt(d - h^2), d the
 * share of discordant examples at the harm h, m the margin, n examples (Connor 1987). Any other metric: the margin and
 * `minimumDetectableEffect` of the bootstrap's standard error.
 *
 * Source: Connor 1987, Sample Size for Testing Differences in Proportions for the Paired-Sample Design, eq. 3; Duffy 1984,
 * Asymptotic and Exact Power for the McNemar Test (its exact power).
 *
 * @returns in the metric's unit; NaN where the metric is undefined; more than 1 where no share of so few examples is enough
 */
export function detectableHarm(paired: Paired, detection: Detection): number {
  const shares = lostAndWon(paired);
  const { alpha, margin = 0, power = 0.8 } = detection;
  if (shares === undefined) return margin + minimumDetectableEffect(harmOf(paired).error, alpha, power, 1);
  return detectableShare(shares, { alpha, margin, power });
}

/** Discordant examples up to which the exact power is computed: beyond, the approximation is as good. */
const MOST_EXACT = 300;

function detectableShare(shares: PairedShares, { alpha, margin, power }: Required<Detection>): number {
  const { onlyFirst: lost, onlySecond: won, count } = shares;
  const rate = (won + lost) / 2 / count;
  const exact = margin === 0 && won + lost <= MOST_EXACT;
  const found = (harm: number) =>
    exact
      ? exactPower(count, rate + harm, rate, alpha) >= power
      : (harm - margin) * Math.sqrt(count) >=
        normalQuantile(1 - alpha) * Math.sqrt(Math.max(0, 2 * rate + harm - margin ** 2)) +
          normalQuantile(power) * Math.sqrt(Math.max(0, 2 * rate + harm - harm ** 2));
  let [low, high] = [margin, 1 - rate];
  if (!found(high)) return Infinity;
  for (let halving = 0; halving < 30; halving++) {
    const middle = (low + high) / 2;
    if (found(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Probability that the exact one-sided McNemar test rejects, examples lost and won at these rates. */
function exactPower(count: number, lost: number, won: number, alpha: number): number {
  const rate = lost + won;
  const share = lost / rate;
  if (rate >= 1) return tailOf(critical(count, alpha), count, share);
  const spread = 5 * Math.sqrt(count * rate * (1 - rate)) + 1;
  const most = Math.min(count, Math.ceil(count * rate + spread));
  let total = 0;
  for (let discordant = Math.max(0, Math.floor(count * rate - spread)); discordant <= most; discordant++) {
    const least = critical(discordant, alpha);
    if (least > discordant) continue;
    total += probability(discordant, count, rate) * tailOf(least, discordant, share);
  }
  return total;
}

/** `binomialTail`, where success may be certain. */
function tailOf(successes: number, draws: number, share: number): number {
  if (share >= 1) return successes <= draws ? 1 : 0;
  return binomialTail(successes, draws, share);
}

/** Fewest of so many fair draws whose tail is below alpha; one more than all where there is none. */
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
