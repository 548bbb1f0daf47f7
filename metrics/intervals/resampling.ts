import { createRandom } from "../../src/core/random.ts";
import type { Metric } from "../metric.ts";
import { occurrencesOf, resample, type Sample } from "../sample.ts";

/** How a bootstrap is drawn. */
export interface BootstrapOptions {
  /** Default 2,000. */
  readonly resamples?: number;
  /** Default 0. Equal seeds, equal resamples, whatever the model: so two models on the same examples are paired. */
  readonly seed?: number;
  /** Share of the intervals that shall contain the truth; default 0.95. */
  readonly level?: number;
}

export const DEFAULT_RESAMPLES = 2000;
export const DEFAULT_LEVEL = 0.95;

/**
 * The matrix of resampling weights, a row at a time: how many times each of `count` examples occurs in a sample of
 * `count` drawn with replacement (Efron 1979). Row r is a function of the seed and r alone.
 *
 * @returns the same array each time, overwritten
 */
export function* resamplingWeights(count: number, resamples: number, seed: number): Generator<Uint16Array> {
  const root = createRandom(seed);
  const weights = new Uint16Array(count);
  // Equal slices of the 32-bit integers; the few that are left over are drawn again, so that no example is favoured.
  const slice = Math.floor(2 ** 32 / count);
  const limit = slice * count;
  for (let row = 0; row < resamples; row++) {
    const random = root.fork("bootstrap", row);
    weights.fill(0);
    for (let drawn = 0; drawn < count; ) {
      const integer = random.uint32();
      if (integer >= limit) continue;
      weights[Math.floor(integer / slice)]++;
      drawn++;
    }
    yield weights;
  }
}

/**
 * Values of each metric on each resample. Samples are of the same examples: all see the same weights. The order by
 * confidence, losses and bins are computed once and reweighted.
 *
 * @returns [sample][metric], an array of one value per resample
 */
export function bootstrapDistributions(
  samples: readonly Sample[],
  metrics: readonly Metric[],
  { resamples = DEFAULT_RESAMPLES, seed = 0 }: BootstrapOptions,
): Float64Array[][] {
  const distributions = samples.map(() => metrics.map(() => new Float64Array(resamples)));
  let row = 0;
  for (const weights of resamplingWeights(samples[0].predictions.count, resamples, seed)) {
    const occurring = occurrencesOf(weights);
    for (const [s, sample] of samples.entries()) {
      const redrawn = resample(sample, weights, occurring);
      for (const [m, metric] of metrics.entries()) distributions[s][m][row] = metric.compute(redrawn);
    }
    row++;
  }
  return distributions;
}

/** Most groups that are left out one at a time; more examples than this are left out in groups. */
const MAX_GROUPS = 2000;

/**
 * Values of each metric with each example left out in turn (the jackknife); where there are more than 2,000 examples,
 * with each of 2,000 random groups left out.
 *
 * @returns [metric], an array of one value per group
 */
export function jackknife(sample: Sample, metrics: readonly Metric[]): Float64Array[] {
  const { count } = sample.predictions;
  const groups = Math.min(count, MAX_GROUPS);
  const order = createRandom("jackknife groups").permutation(count);
  const values = metrics.map(() => new Float64Array(groups));
  const weights = new Uint16Array(count).fill(1);
  for (let group = 0; group < groups; group++) {
    for (let place = group; place < count; place += groups) weights[order[place]] = 0;
    const rest = resample(sample, weights);
    for (const [m, metric] of metrics.entries()) values[m][group] = metric.compute(rest);
    for (let place = group; place < count; place += groups) weights[order[place]] = 1;
  }
  return values;
}
