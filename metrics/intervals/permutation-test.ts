import { improvement, type MetricRecord } from "../metric.ts";
import type { Pair } from "./paired.ts";

export type Alternative = "different" | "worse" | "better";

/**
 * How far an exchanged improvement may fall short of the observed one and still count as equal to it, relative to the
 * metric's values and at least absolutely. Sums over the same rows in another order differ by some 1e-13; different
 * improvements that are nearer than this are counted too, which makes p larger and the test no less valid.
 */
const TIE = 1e-10;

/** A metric of two models with their answers exchanged at random; the first row exchanges none. */
interface Exchanged {
  readonly metric: Pick<MetricRecord, "better">;
  readonly exchanged: Pair<Float64Array>;
}

/**
 * Paired permutation test of two models on the same examples. If it makes no difference which model gave which of the
 * two answers about an example, then exchanging them, example by example with probability 1/2, gives improvements that
 * are as probable as the observed one. p is the share of them that are at least as large, the observed one counted:
 *
 * p = (1 + #{r : |g_r| >= |g|}) / (R + 1), g the improvement and g_r that of the r-th of R random permutations; for
 * `worse` g_r <= g, for `better` g_r >= g. Where there are no more than R + 1 permutations in all, each is taken once.
 *
 * The probability of p <= alpha is at most alpha, for every metric, number of examples and alpha, if the answers are
 * exchangeable. Two models that differ and happen to have the same value of a metric are not quite exchangeable; the
 * test is then approximate. A permutation in which the metric is undefined counts as at least as large.
 *
 * Source: Fisher 1935, The Design of Experiments, section 21; Phipson and Smyth 2010, Permutation P-values Should Never
 * Be Zero; in evaluation Noreen 1989, Computer-Intensive Methods for Testing Hypotheses (approximate randomization).
 *
 * @param alternative `different` (two-sided), or `worse`, `better`: that the candidate is so, against the baseline
 * @returns NaN where the metric is undefined for either model
 */
export function permutationTest({ metric, exchanged }: Exchanged, alternative: Alternative): number {
  const [before, after] = exchanged;
  const observed = improvement(metric, before[0], after[0]);
  if (Number.isNaN(observed)) return Number.NaN;
  const tolerance = TIE * Math.max(1, Math.abs(before[0]), Math.abs(after[0]));
  let asLarge = 0;
  for (let r = 0; r < before.length; r++) {
    const gain = improvement(metric, before[r], after[r]);
    if (!fallsShort(gain, observed, tolerance, alternative)) asLarge++;
  }
  return asLarge / before.length;
}

function fallsShort(gain: number, observed: number, tolerance: number, alternative: Alternative): boolean {
  switch (alternative) {
    case "worse":
      return gain > observed + tolerance;
    case "better":
      return gain < observed - tolerance;
    case "different":
      return Math.abs(gain) < Math.abs(observed) - tolerance;
  }
}
