import type { Estimate } from "../intervals/estimate.ts";
import { percentileInterval } from "../intervals/interval.ts";
import { type BootstrapOptions, DEFAULT_LEVEL } from "../intervals/resampling.ts";
import { signature } from "../metric.ts";
import { drawAll, type ImageCounts, type ImageMetric } from "./drawn.ts";
import { imageDistributions } from "./estimate-images.ts";

/**
 * Mean performance under corruption, mPC: the mean over corruptions of the mean over severities.
 *
 * Source: Michaelis et al. 2019, Benchmarking Robustness in Object Detection, eq. 1.
 *
 * @param values [corruption][severity]
 * @example meanPerformance([[0.5, 0.3], [0.2, 0.2]]) // 0.3
 */
export function meanPerformance(values: readonly (readonly number[])[]): number {
  return meanOf(values.map(meanOf));
}

/**
 * Relative performance under corruption, rPC = mPC / P, the share of clean performance that is left.
 *
 * Source: the same, eq. 2.
 *
 * @example relativePerformance(0.6, [[0.5, 0.3], [0.2, 0.2]]) // 0.5
 */
export function relativePerformance(clean: number, values: readonly (readonly number[])[]): number {
  return meanPerformance(values) / clean;
}

/**
 * What the benchmark's own script prints as rPC for VOC: the mean over classes of mPC_c / P_c, which is another number.
 *
 * @param values [corruption][severity][class]
 */
export function relativePerformanceByClass(
  clean: readonly number[],
  values: readonly (readonly (readonly number[])[])[],
): number {
  return meanOf(
    clean.map((performance, k) =>
      relativePerformance(
        performance,
        values.map((row) => row.map((of) => of[k])),
      ),
    ),
  );
}

/**
 * P, mPC and rPC of a metric with intervals, the same images resampled under every condition.
 *
 * @param corrupted [corruption][severity], of the same images in the same order
 */
export function estimateUnderCorruption<Counts extends ImageCounts>(
  clean: Counts,
  corrupted: readonly (readonly Counts[])[],
  metric: ImageMetric<Counts>,
  options: BootstrapOptions = {},
): Readonly<Record<"p" | "mpc" | "rpc", Estimate>> {
  const { level = DEFAULT_LEVEL } = options;
  const conditions = [clean, ...corrupted.flat()];
  const values = conditions.map((counts) => metric.compute(drawAll(counts)));
  const distributions = imageDistributions(conditions, [metric], options).map(([distribution]) => distribution);
  const rows = (at: (condition: number) => number) => {
    let place = 1;
    return { clean: at(0), values: corrupted.map((row) => row.map(() => at(place++))) };
  };
  const estimateOf = (name: string, of: (row: ReturnType<typeof rows>) => number): Estimate => ({
    value: of(rows((condition) => values[condition])),
    interval: percentileInterval(
      distributions[0].map((_, r) => of(rows((condition) => distributions[condition][r]))),
      level,
    ),
    signature: signature({ ...metric, name: `${name} ${metric.name}` }, clean.images),
  });
  return {
    p: estimateOf("P", (row) => row.clean),
    mpc: estimateOf("mPC", (row) => meanPerformance(row.values)),
    rpc: estimateOf("rPC", (row) => relativePerformance(row.clean, row.values)),
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
