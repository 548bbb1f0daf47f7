/**
 * Holm's adjustment of p-values, which keeps the probability of any false alarm among several tests at the level of one,
 * however they depend on each other.
 *
 * The i-th smallest of m is multiplied by m - i + 1; none becomes smaller than one before it, nor larger than 1. NaN (a
 * test that could not be made) is left alone and not counted.
 *
 * Source: Holm 1979, A Simple Sequentially Rejective Multiple Test Procedure.
 *
 * @returns adjusted p-values, in the order given
 * @example holm([0.01, 0.04, 0.03]) // [0.03, 0.06, 0.06]
 */
export function holm(pValues: readonly number[]): number[] {
  const adjusted = [...pValues];
  const order = pValues.flatMap((p, i) => (Number.isNaN(p) ? [] : [i])).sort((a, b) => pValues[a] - pValues[b]);
  let largest = 0;
  for (const [rank, i] of order.entries()) {
    largest = Math.max(largest, Math.min(1, pValues[i] * (order.length - rank)));
    adjusted[i] = largest;
  }
  return adjusted;
}
