import { binomialTail } from "../../src/core/binomial.ts";

/** P(X >= successes) of so many draws. */
export type GrowingTail = (successes: number, draws: number) => number;

/**
 * Binomial tails of more and more draws, each from the one before in a few operations, where `binomialTail` sums all terms
 * anew: with one draw more P(X' >= k) = P(X >= k) + p P(X = k - 1), and P(X >= k + 1) = P(X >= k) - P(X = k). Single
 * probabilities are kept as logarithms, so that none underflows for good. Any other step is computed anew.
 *
 * @param p probability of one success, in (0, 1]
 */
export function createGrowingTail(p: number): GrowingTail {
  const odds = Math.log(p) - Math.log1p(-p);
  let [k, n, tail] = [0, -1, 1];
  /** Logarithm of P(X = k - 1). */
  let below = 0;
  const startAt = (successes: number, draws: number) => {
    [k, n, tail] = [successes, draws, binomialTail(successes, draws, p)];
    below = (k - 1) * Math.log(p) + (n - k + 1) * Math.log1p(-p);
    for (let i = 1; i < k; i++) below += Math.log((n - k + 1 + i) / i);
  };
  return (successes, draws) => {
    if (successes > draws) return 0;
    if (p >= 1 || successes <= 0) return 1;
    if (k < 1 || draws !== n + 1 || successes < k || successes > k + 1) {
      startAt(successes, draws);
      return tail;
    }
    tail += p * Math.exp(below);
    n = draws;
    below += Math.log(n / (n - k + 1)) + Math.log1p(-p);
    if (successes > k) {
      below += Math.log((n - k + 1) / k) + odds;
      tail -= Math.exp(below);
      k = successes;
    }
    return Math.min(1, Math.max(0, tail));
  };
}
