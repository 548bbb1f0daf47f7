import { variance } from "simple-statistics";
import { improvement, type Metric } from "../../metric.ts";
import type { Sample } from "../../sample.ts";
import { topLabel } from "../../top-label.ts";
import type { Paired } from "../paired.ts";
import { type BootstrapOptions, bootstrapDistributions } from "../resampling.ts";
import { type LostAnswers, loseAnswers } from "./lost-answers.ts";

/** A metric of the candidate after losses, and on resamples. */
export interface LossValues {
  readonly share: number;
  readonly value: number;
  readonly resampled: Float64Array;
}

/** Resamples of each share: their spread alone is used. */
const RESAMPLES = 300;
/** Fewest answers that are lost, and how many times the least share the others are. */
const FEWEST = 5;
const STEPS = [1, 3, 10, 30];
const LEAST = 0.01;

/**
 * Any metric of the candidate after losing some shares of its right answers.
 *
 * @param start in [0, 1): another one for each condition, so that not the same examples are lost under all
 * @returns [metric][share]
 */
export function measureLosses(
  candidate: Sample,
  metrics: readonly Metric[],
  options: BootstrapOptions & { readonly start?: number },
): readonly (readonly LossValues[])[] {
  const right = candidate.fixed(topLabel).correct.reduce((sum, one) => sum + one, 0);
  const least = Math.max(LEAST, FEWEST / Math.max(1, right));
  const shares = [...new Set(STEPS.map((step) => Math.min(1, step * least)))];
  const resamples = Math.min(options.resamples ?? RESAMPLES, RESAMPLES);
  const rows = shares.map((share) => {
    const sample = loseAnswers(candidate, share, options.start);
    const [resampled] = bootstrapDistributions([sample], metrics, { ...options, resamples });
    return { share, values: metrics.map((metric) => metric.compute(sample)), resampled };
  });
  return metrics.map((_, m) =>
    rows.map(({ share, values, resampled }) => ({ share, value: values[m], resampled: resampled[m] })),
  );
}

/** The mean over conditions, share by share; those of the condition that has fewest. */
export function meanLosses(conditions: readonly (readonly LossValues[])[]): readonly LossValues[] {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const fewest = conditions.reduce((least, each) => (each.length < least.length ? each : least));
  return fewest.map((_, s) => ({
    share: mean(conditions.map((each) => each[s].share)),
    value: mean(conditions.map((each) => each[s].value)),
    resampled: fewest[s].resampled.map((_, r) => mean(conditions.map((each) => each[s].resampled[r]))),
  }));
}

/** Between the shares that were measured harm and squared standard error are straight lines. */
export function lostValues(paired: Paired, error: number, losses: readonly LossValues[]): LostAnswers | undefined {
  const { metric, values, resampled } = paired;
  const spreadOf = (after: Float64Array) => {
    const harms = Array.from(after, (value, r) => improvement(metric, value, resampled[0][r])).filter(Number.isFinite);
    return harms.length < 2 ? Number.NaN : variance(harms);
  };
  const without = spreadOf(resampled[1].subarray(0, losses[0].resampled.length));
  const points = [
    { share: 0, harm: 0, squared: error ** 2 },
    ...losses.map((loss) => ({
      share: loss.share,
      harm: improvement(metric, loss.value, values[1]),
      squared: Math.max(0, error ** 2 + spreadOf(loss.resampled) - without),
    })),
  ];
  if (points.some(({ harm, squared }) => !Number.isFinite(harm + squared))) return undefined;
  return {
    shares: points.map(({ share }) => share),
    at(share) {
      const next = Math.max(
        1,
        points.findIndex((point) => point.share >= share),
      );
      const [before, after] = [points[next - 1], points[next]];
      const part = (share - before.share) / (after.share - before.share);
      const between = (of: "harm" | "squared") => before[of] + part * (after[of] - before[of]);
      return { harm: between("harm"), error: Math.sqrt(between("squared")) };
    },
  };
}
