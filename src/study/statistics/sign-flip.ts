import { createRandom } from "../../core/random.ts";

/** Seeds up to which all 2^n assignments are gone through. */
const EXACT_SEEDS = 16;
/** Random assignments beyond. */
const DRAWS = 100_000;

/**
 * Sign-flip test of paired differences: were the two methods the same, each seed's difference could as well have had the
 * other sign. Two-sided p-value of the mean: the share of all 2^n assignments of signs whose mean is at least as far from
 * zero as the one that was found. Exact up to 16 seeds; beyond, from 100,000 random assignments, as
 * (1 + as far) / (1 + draws).
 *
 * The smallest p that n seeds can give is 2^(1 - n): 0.25 with three seeds, 0.0625 with five, 0.03125 with six.
 *
 * Source: Fisher 1935, The Design of Experiments, 21; equal to SciPy's
 * `permutation_test((d,), np.mean, permutation_type="samples")`.
 *
 * @param differences one for each seed, finite
 * @returns p in (0, 1]; NaN without differences
 * @example signFlipTest([1, 2, 3]) // 0.25: only all plus and all minus are as far
 */
export function signFlipTest(differences: readonly number[]): number {
  const count = differences.length;
  if (count === 0) return Number.NaN;
  const found = Math.abs(differences.reduce((sum, value) => sum + value, 0));
  // Sums of the same numbers in another order differ in their last digits.
  const least = found - 1e-12 * differences.reduce((sum, value) => sum + Math.abs(value), 0);
  let asFar = 0;
  if (count <= EXACT_SEEDS) {
    // The first sign stays: turning all of them gives the same distance.
    const assignments = 2 ** (count - 1);
    for (let signs = 0; signs < assignments; signs++) {
      const sum = differences.reduce((so, value, i) => so + ((signs << 1) & (1 << i) ? -value : value), 0);
      if (Math.abs(sum) >= least) asFar++;
    }
    return asFar / assignments;
  }
  const random = createRandom(0).fork("sign-flip", count);
  for (let draw = 0; draw < DRAWS; draw++) {
    const sum = differences.reduce((so, value) => so + (random.uniform() < 0.5 ? -value : value), 0);
    if (Math.abs(sum) >= least) asFar++;
  }
  return (1 + asFar) / (1 + DRAWS);
}

/**
 * The smallest p-value that a comparison of `methods` with one reference can reach over `seeds` seeds, after Holm's
 * adjustment. Where it is above 0.05 nothing can be claimed, whatever comes out.
 *
 * @example smallestAdjustedP(6, 1) // 0.03125
 */
export function smallestAdjustedP(seeds: number, methods: number): number {
  return Math.min(1, 2 ** (1 - seeds) * methods);
}

/**
 * Seeds from which a comparison of so many methods with one reference can come out below `level`.
 *
 * @example seedsNeeded(5) // 8: 5 / 128 = 0.039
 */
export function seedsNeeded(methods: number, level = 0.05): number {
  return Math.ceil(1 + Math.log2(methods / level));
}
