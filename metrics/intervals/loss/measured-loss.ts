import { variance } from "simple-statistics";
import { improvement, type Metric } from "../../metric.ts";
import type { Sample } from "../../sample.ts";
import type { Paired } from "../paired.ts";
import { type BootstrapOptions, bootstrapDistributions } from "../resampling.ts";
import { type AfterLoss, type LostAnswers, loseAnswers, rightAnswers } from "./lost-answers.ts";
import { cumulantsOf, type LossSums, singleLosses } from "./single-losses.ts";

/** A metric of the candidate after losses, and on resamples. */
export interface LossValues {
  readonly share: number;
  readonly value: number;
  readonly resampled: Float64Array;
}

/** Any metric of the candidate after losses. */
export interface MeasuredLoss {
  /** Share up to which the changes of single answers are taken to add up. */
  readonly few: number;
  readonly singles: LossSums;
  /** After losing larger shares, ascending. */
  readonly many: readonly LossValues[];
}

/** Resamples of each larger share: their spread alone is used. */
const RESAMPLES = 300;
/** Answers, and share of them, that are few; and how many times that the larger shares are. */
const FEW = 10;
const LEAST = 0.01;
const STEPS = [3, 10, 30];

/**
 * Any metric of the candidate after losing some shares of its right answers: few, from what single ones change, since a
 * handful of places stands badly for all (the harm of a lost answer to AURC is ln(n / its rank) / n, nearly without bound);
 * and many, evenly spaced.
 *
 * @param start in [0, 1): another one for each condition, so that not the same examples are lost under all
 * @returns by metric
 */
export function measureLosses(
  candidate: Sample,
  metrics: readonly Metric[],
  options: BootstrapOptions & { readonly start?: number },
): readonly MeasuredLoss[] {
  const few = Math.min(1, Math.max(LEAST, FEW / Math.max(1, rightAnswers(candidate).length)));
  const shares = few === 1 ? [1] : [...new Set(STEPS.map((step) => Math.min(1, step * few)))];
  const resamples = Math.min(options.resamples ?? RESAMPLES, RESAMPLES);
  const rows = shares.map((share) => {
    const sample = loseAnswers(candidate, share, options.start);
    const [resampled] = bootstrapDistributions([sample], metrics, { ...options, resamples });
    return { share, values: metrics.map((metric) => metric.compute(sample)), resampled };
  });
  const singles = singleLosses(candidate, metrics);
  return metrics.map((_, m) => ({
    few,
    singles: singles[m],
    many: rows.map(({ share, values, resampled }) => ({ share, value: values[m], resampled: resampled[m] })),
  }));
}

/** The mean over conditions, share by share; those of the condition that has fewest. Each loses answers by itself. */
export function meanLosses(conditions: readonly MeasuredLoss[]): MeasuredLoss {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const { many } = conditions.reduce((least, each) => (each.many.length < least.many.length ? each : least));
  const sum = (power: number) => conditions.reduce((total, { singles }) => total + singles[power - 1], 0);
  const singles = [1, 2, 3, 4].map((power) => sum(power) / conditions.length ** power);
  return {
    few: mean(conditions.map(({ few }) => few)),
    singles: singles as unknown as LossSums,
    many: many.map((_, s) => ({
      share: mean(conditions.map((each) => each.many[s].share)),
      value: mean(conditions.map((each) => each.many[s].value)),
      resampled: many[s].resampled.map((_, r) => mean(conditions.map((each) => each.many[s].resampled[r]))),
    })),
  };
}

/** Between no loss, the few and the larger shares harm and squared standard error are straight lines. */
export function lostValues(
  paired: Paired,
  error: number,
  { few, singles, many }: MeasuredLoss,
): LostAnswers | undefined {
  const { metric, values, resampled, count } = paired;
  const spreadOf = (after: Float64Array) => {
    const harms = Array.from(after, (value, r) => improvement(metric, value, resampled[0][r])).filter(Number.isFinite);
    return harms.length < 2 ? Number.NaN : variance(harms);
  };
  const without = spreadOf(resampled[1].subarray(0, many[0].resampled.length));
  // Of an error with a sign the magnitude counts.
  const sign = improvement(metric, 1, 0) * (metric.better === "zero" ? Math.sign(values[1]) : 1);
  const lost = cumulantsOf(singles, few, count);
  const points = [
    { share: 0, harm: 0, squared: error ** 2 },
    ...(few < many[0].share ? [{ share: few, harm: sign * lost.mean, squared: error ** 2 + lost.variance }] : []),
    ...many.map((loss) => ({
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
      const squared = between("squared");
      const shape = shapeOf(cumulantsOf(singles, share, count), sign, squared, count);
      return { harm: between("harm"), error: Math.sqrt(squared), ...(shape && { shape }) };
    },
  };
}

/** As if each example had its own difference: what losses alone add to the third and fourth cumulants. */
function shapeOf(
  { third, fourth }: ReturnType<typeof cumulantsOf>,
  sign: number,
  squared: number,
  count: number,
): AfterLoss["shape"] {
  if (!(squared > 0) || !Number.isFinite(third + fourth)) return undefined;
  return {
    skewness: (sign * third * Math.sqrt(count)) / squared ** 1.5,
    kurtosis: 3 + (count * fourth) / squared ** 2,
  };
}
