import { createRandom } from "../../src/core/random.ts";
import type { Metric } from "../metric.ts";
import { exchangedSamples, poolSamples } from "../pooled.ts";
import type { Sample } from "../sample.ts";

/** How permutations are drawn. */
export interface PermutationOptions {
  /** Default 2,000, whose smallest p-value is 1 / 2,001. */
  readonly permutations?: number;
  /** Default 0. Equal seeds, equal permutations: so all metrics and conditions of the same examples share them. */
  readonly seed?: number;
}

export const DEFAULT_PERMUTATIONS = 2000;

/** Rows that `exchanges` gives: the random ones and the one that leaves all, or as many as there are. */
export function rowsOf(count: number, permutations: number): number {
  return Math.min(permutations + 1, 2 ** count);
}

/**
 * For each permutation and each of `count` examples, whether the answers of the two models are exchanged (1) or left
 * (0). Row 0 leaves all of them; then come `permutations` rows in which each is exchanged with probability 1/2, row r a
 * function of the seed and r alone. Where there are no more than that many different rows, each of the 2^count comes
 * once.
 *
 * @returns the same array each time, overwritten
 */
export function* exchanges(count: number, permutations: number, seed: number): Generator<Uint8Array> {
  const rows = rowsOf(count, permutations);
  const exhaustive = rows === 2 ** count;
  const exchanged = new Uint8Array(count);
  const root = createRandom(seed);
  yield exchanged;
  for (let row = 1; row < rows; row++) {
    const random = root.fork("permutation", row);
    let bits = row;
    for (let i = 0; i < count; i++) {
      if (!exhaustive && i % 32 === 0) bits = random.uint32();
      exchanged[i] = bits & 1;
      bits >>>= 1;
    }
    yield exchanged;
  }
}

/**
 * Values of each metric for two models whose answers are exchanged at random, example by example. Both models' rows are
 * one sample of twice the size, of which a permutation takes one row per example for the first model and leaves the
 * others to the second: order, losses and bins are computed once.
 *
 * @returns [metric][model], an array of one value per permutation, the first of which exchanges nothing
 */
export function permutationDistributions(
  [first, second]: readonly [Sample, Sample],
  metrics: readonly Metric[],
  { permutations = DEFAULT_PERMUTATIONS, seed = 0 }: PermutationOptions,
): (readonly [Float64Array, Float64Array])[] {
  const { count } = first.predictions;
  const pooled = poolSamples(first, second);
  const rows = rowsOf(count, permutations);
  const distributions = metrics.map(() => [new Float64Array(rows), new Float64Array(rows)] as const);
  let row = 0;
  for (const exchanged of exchanges(count, permutations, seed)) {
    for (const [model, sample] of exchangedSamples(pooled, exchanged).entries()) {
      for (const [m, metric] of metrics.entries()) distributions[m][model][row] = metric.compute(sample);
    }
    row++;
  }
  return distributions;
}
