import type { Interval } from "../../../metrics/index.ts";
import { studentQuantile } from "./seed-mean.ts";

/** Where the uncertainty of a mean over seeds and examples comes from. */
export interface CrossedMean {
  readonly mean: number;
  /** 95 % interval over other seeds and other examples of the same kind. */
  readonly interval: Interval;
  /** Variance components; each is 0 where its estimate is negative. */
  readonly variance: {
    /** Between seeds, of a seed's expected value over all examples. */
    readonly seeds: number;
    /** Between examples, of an example's expected value over all seeds. */
    readonly examples: number;
    /** What is left: how differently seeds treat the same examples, and noise. */
    readonly interaction: number;
  };
}

/**
 * Mean of values that are crossed by seed and example, with both as random effects:
 *
 *     value(s, e) = mean + a(s) + b(e) + c(s, e)
 *
 * With S seeds, E examples, and mean squares A = E sum_s (mean(s) - mean)^2 / (S - 1),
 * B = S sum_e (mean(e) - mean)^2 / (E - 1) and C of the residuals over (S - 1)(E - 1), the components are
 * (A - C) / E, (B - C) / S and C. The variance of the mean is a / S + b / E + c / (S E), and its interval
 * takes Student's t with Satterthwaite's degrees of freedom.
 *
 * Source: Searle, Casella, McCulloch 1992, Variance Components, 4.3 and 2.6 (two-way crossed, no replication);
 * Satterthwaite 1946.
 *
 * @param values row-major [seeds, examples]
 * @param seeds at least 2
 */
export function crossedMean(values: Float64Array, seeds: number): CrossedMean {
  const examples = values.length / seeds;
  const ofSeed = new Float64Array(seeds);
  const ofExample = new Float64Array(examples);
  for (let s = 0; s < seeds; s++) {
    for (let e = 0; e < examples; e++) {
      ofSeed[s] += values[s * examples + e] / examples;
      ofExample[e] += values[s * examples + e] / seeds;
    }
  }
  const mean = ofSeed.reduce((sum, value) => sum + value, 0) / seeds;
  let residuals = 0;
  for (let s = 0; s < seeds; s++) {
    for (let e = 0; e < examples; e++) {
      residuals += (values[s * examples + e] - ofSeed[s] - ofExample[e] + mean) ** 2;
    }
  }
  const a = (examples * spread(ofSeed, mean)) / (seeds - 1);
  const b = (seeds * spread(ofExample, mean)) / (examples - 1);
  const c = residuals / ((seeds - 1) * (examples - 1));
  const variance = {
    seeds: Math.max(0, (a - c) / examples),
    examples: Math.max(0, (b - c) / seeds),
    interaction: c,
  };
  const squared = variance.seeds / seeds + variance.examples / examples + c / (seeds * examples);
  // The variance as a sum of mean squares: a component that is 0 leaves its mean square out, and C with it.
  const [hasSeeds, hasExamples] = [variance.seeds > 0 ? 1 : 0, variance.examples > 0 ? 1 : 0];
  const terms = [
    { square: a, weight: hasSeeds, freedom: seeds - 1 },
    { square: b, weight: hasExamples, freedom: examples - 1 },
    { square: c, weight: 1 - hasSeeds - hasExamples, freedom: (seeds - 1) * (examples - 1) },
  ].map(({ square, weight, freedom }) => ((weight * square) / (seeds * examples)) ** 2 / freedom);
  const freedom = squared ** 2 / terms.reduce((sum, term) => sum + term, 0);
  const reach = squared === 0 ? 0 : studentQuantile(0.975, freedom) * Math.sqrt(squared);
  return { mean, interval: [mean - reach, mean + reach], variance };
}

/** Sum of squared distances from the mean. */
function spread(values: Float64Array, mean: number): number {
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}
