/**
 * Probability of at least this many successes: sum over k >= successes of C(draws, k) p^k (1 - p)^(draws - k). Exact;
 * summed in logarithms, so that thousands of draws do not underflow.
 *
 * @param p probability of one success, inside (0, 1)
 * @example binomialTail(3, 3, 0.5) // 0.125
 */
export function binomialTail(successes: number, draws: number, p: number): number {
  if (successes <= 0) return 1;
  let logarithm = successes * Math.log(p) + (draws - successes) * Math.log1p(-p);
  for (let i = 1; i <= successes; i++) logarithm += Math.log((draws - successes + i) / i);
  let tail = 0;
  for (let k = successes; k <= draws; k++) {
    tail += Math.exp(logarithm);
    logarithm += Math.log(((draws - k) / (k + 1)) * (p / (1 - p)));
  }
  return Math.min(1, tail);
}
