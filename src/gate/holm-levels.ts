/**
 * The level at which Holm's method tests each hypothesis: alpha / (m - i + 1) for the i-th smallest of m p-values while
 * it rejects, and the level at which it stopped for all others. An interval at this level says what the test says.
 *
 * @param pValues NaN where there is no test
 * @example holmLevels([0.01, 0.04, 0.03], 0.05) // [0.0167, 0.025, 0.025]: it rejects the first and stops at the second
 */
export function holmLevels(pValues: readonly number[], alpha: number): number[] {
  const order = pValues.flatMap((p, i) => (Number.isNaN(p) ? [] : [i])).sort((a, b) => pValues[a] - pValues[b]);
  const levels = pValues.map(() => alpha);
  let stopped: number | undefined;
  for (const [rank, i] of order.entries()) {
    const level = alpha / (order.length - rank);
    if (stopped === undefined && pValues[i] >= level) stopped = level;
    levels[i] = stopped ?? level;
  }
  return levels;
}
