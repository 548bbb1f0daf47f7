import jstat from "jstat";
import { mean, sampleStandardDeviation } from "simple-statistics";
import type { Interval } from "../../../metrics/index.ts";

/** The mean of one value per seed. */
export interface SeedMean {
  readonly mean: number;
  /** Standard deviation over the seeds (divided by n - 1). NaN of one seed. */
  readonly deviation: number;
  /** 95 % interval of the mean over all seeds that could have been drawn, from Student's t. NaN of one seed. */
  readonly interval: Interval;
  /** Seeds. */
  readonly count: number;
}

/**
 * Mean, deviation and interval over seeds: mean +- t(0.975, n - 1) s / sqrt(n). The examples are taken as given: what
 * other examples would have added is left out.
 *
 * @param values one for each seed
 * @example meanOverSeeds([1, 2, 3]).interval // [-0.4841, 4.4841]: 2 +- 4.302653 / sqrt(3)
 */
export function meanOverSeeds(values: readonly number[]): SeedMean {
  const count = values.length;
  if (count === 0) return { mean: Number.NaN, deviation: Number.NaN, interval: [Number.NaN, Number.NaN], count };
  const average = mean([...values]);
  if (count === 1) return { mean: average, deviation: Number.NaN, interval: [Number.NaN, Number.NaN], count };
  const deviation = sampleStandardDeviation([...values]);
  const reach = (studentQuantile(0.975, count - 1) * deviation) / Math.sqrt(count);
  return { mean: average, deviation, interval: [average - reach, average + reach], count };
}

/** Quantile of Student's t distribution. `degreesOfFreedom` > 0, need not be whole. */
export function studentQuantile(probability: number, degreesOfFreedom: number): number {
  return jstat.studentt.inv(probability, degreesOfFreedom);
}
