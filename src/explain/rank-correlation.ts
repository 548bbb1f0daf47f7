/**
 * Spearman's rank correlation of two maps: Pearson's correlation of their ranks, equal values sharing the mean of
 * their ranks. 1 for the same order, 0 for unrelated ones, -1 for the reverse. NaN where either map is constant.
 *
 * Used by the sanity check of Adebayo et al. 2018: a map that stays the same when weights are randomised does not
 * explain the network.
 *
 * @example rankCorrelation(Float32Array.of(1, 2, 3), Float32Array.of(10, 20, 30)) // 1
 */
export function rankCorrelation(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const [a, b] = [ranks(first), ranks(second)];
  const mean = (a.length + 1) / 2;
  let [product, squareA, squareB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    product += (a[i] - mean) * (b[i] - mean);
    squareA += (a[i] - mean) ** 2;
    squareB += (b[i] - mean) ** 2;
  }
  return product / Math.sqrt(squareA * squareB);
}

/** Ranks 1...n in ascending order, ties averaged. */
function ranks(values: ArrayLike<number>): Float64Array {
  const order = Array.from(values, (_, index) => index).sort((a, b) => values[a] - values[b]);
  const rank = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end]] === values[order[start]]) end++;
    for (let i = start; i < end; i++) rank[order[i]] = (start + 1 + end) / 2;
    start = end;
  }
  return rank;
}
