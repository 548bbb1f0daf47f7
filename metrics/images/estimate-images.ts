import type { Estimate } from "../intervals/estimate.ts";
import { debias, percentileInterval, within } from "../intervals/interval.ts";
import { type BootstrapOptions, DEFAULT_LEVEL, DEFAULT_RESAMPLES, resamplingWeights } from "../intervals/resampling.ts";
import { signature } from "../metric.ts";
import { drawAll, drawer, type ImageCounts, type ImageMetric } from "./drawn.ts";

/**
 * Values of metrics with percentile bootstrap intervals whose clusters are the images: pixels (boxes) of one image are
 * alike, and resampling them one by one would give intervals that are far too narrow.
 *
 * @returns by the metrics' ids
 */
export function estimateImages<Counts extends ImageCounts>(
  counts: Counts,
  metrics: readonly ImageMetric<Counts>[],
  options: BootstrapOptions = {},
): Record<string, Estimate> {
  const { level = DEFAULT_LEVEL } = options;
  const all = drawAll(counts);
  const [distributions] = imageDistributions([counts], metrics, options);
  const entries = metrics.map((metric, m) => {
    const value = metric.compute(all);
    const interval = percentileInterval(debias(metric, value, distributions[m]), level);
    return [
      metric.id,
      {
        value,
        interval: Number.isNaN(value) ? ([Number.NaN, Number.NaN] as const) : within(interval, metric.range),
        signature: signature(metric, counts.images),
      },
    ] as const;
  });
  return Object.fromEntries(entries);
}

/**
 * Values of each metric on each resample of the images; all see the same resamples.
 *
 * @returns [entry][metric], an array of one value per resample
 */
export function imageDistributions<Counts extends ImageCounts>(
  entries: readonly Counts[],
  metrics: readonly ImageMetric<Counts>[],
  { resamples = DEFAULT_RESAMPLES, seed = 0 }: BootstrapOptions,
): Float64Array[][] {
  const distributions = entries.map(() => metrics.map(() => new Float64Array(resamples)));
  const draws = entries.map((counts) => drawer(counts));
  let row = 0;
  for (const weights of resamplingWeights(entries[0].images, resamples, seed)) {
    for (const [e, draw] of draws.entries()) {
      const drawn = draw(weights);
      for (const [m, metric] of metrics.entries()) distributions[e][m][row] = metric.compute(drawn);
    }
    row++;
  }
  return distributions;
}
