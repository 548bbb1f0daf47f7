import { InputError } from "../../src/core/error.ts";
import { type Difference, differencesOf } from "../intervals/difference.ts";
import { permutationTest } from "../intervals/permutation-test.ts";
import { DEFAULT_PERMUTATIONS, exchanges, type PermutationOptions, rowsOf } from "../intervals/permutations.ts";
import { type BootstrapOptions, DEFAULT_LEVEL } from "../intervals/resampling.ts";
import { signature } from "../metric.ts";
import { drawAll, drawer, type ImageCounts, type ImageMetric } from "./drawn.ts";
import { imageDistributions } from "./estimate-images.ts";

/**
 * Compares two models on the same images: paired bootstrap intervals of the differences and paired permutation tests, in
 * which whole images are resampled and exchanged, adjusted by Holm over the metrics.
 *
 * @param pool the counts of both as one, the first model's images before the second's
 * @throws InputError where the numbers of images differ
 */
export function compareImages<Counts extends ImageCounts>(
  [baseline, candidate]: readonly [Counts, Counts],
  pool: (baseline: Counts, candidate: Counts) => Counts,
  metrics: readonly ImageMetric<Counts>[],
  options: BootstrapOptions & PermutationOptions = {},
): readonly Difference[] {
  if (baseline.images !== candidate.images) {
    throw new InputError("comparison", {
      expected: `two models on the same ${baseline.images} images`,
      got: `${candidate.images}`,
    });
  }
  const [before, after] = imageDistributions([baseline, candidate], metrics, options);
  const exchanged = exchangedValues(pool(baseline, candidate), metrics, options);
  const all = [drawAll(baseline), drawAll(candidate)];
  const paired = metrics.map((metric, m) => ({
    metric,
    values: [metric.compute(all[0]), metric.compute(all[1])] as const,
    resampled: [before[m], after[m]] as const,
    signature: signature(metric, baseline.images),
    p: permutationTest({ metric, exchanged: exchanged[m] }, "different"),
  }));
  return differencesOf(paired, options.level ?? DEFAULT_LEVEL);
}

/** Values of both models with the answers about images exchanged at random; the first row exchanges none. */
function exchangedValues<Counts extends ImageCounts>(
  pooled: Counts,
  metrics: readonly ImageMetric<Counts>[],
  { permutations = DEFAULT_PERMUTATIONS, seed = 0 }: PermutationOptions,
): (readonly [Float64Array, Float64Array])[] {
  const count = pooled.images / 2;
  const rows = rowsOf(count, permutations);
  const values = metrics.map(() => [new Float64Array(rows), new Float64Array(rows)] as const);
  const draw = drawer(pooled);
  let row = 0;
  for (const exchanged of exchanges(count, permutations, seed)) {
    for (const model of [0, 1] as const) {
      const weights = Uint16Array.from({ length: 2 * count }, (_, at) => {
        const ofSecond = at >= count ? 1 : 0;
        return (ofSecond ^ exchanged[at % count]) === model ? 1 : 0;
      });
      const drawn = draw(weights);
      for (const [m, metric] of metrics.entries()) values[m][model][row] = metric.compute(drawn);
    }
    row++;
  }
  return values;
}
