import { sampleStandardDeviation } from "simple-statistics";
import type { Metric } from "../metric.ts";
import { improvement } from "../metric.ts";
import { holm } from "./holm.ts";
import { debias, type Interval, percentileInterval } from "./interval.ts";
import { minimumDetectableEffect } from "./minimum-detectable-effect.ts";
import type { Pair } from "./paired.ts";

/** One metric of two models on the same examples. */
export interface Difference {
  readonly id: string;
  readonly baseline: number;
  readonly candidate: number;
  /** candidate - baseline. */
  readonly difference: number;
  /** Paired percentile bootstrap interval of the difference. */
  readonly interval: Interval;
  /**
   * Two-sided, of the improvement: exact McNemar for a share of examples, else the paired permutation test. An error
   * with a sign (`better: "zero"`) improves by its magnitude. NaN where the metric is undefined.
   */
  readonly p: number;
  /** `p` adjusted by Holm over the metrics of this comparison. */
  readonly adjustedP: number;
  /** `better` or `worse` where the adjusted p is below 1 - level; else the data do not tell. */
  readonly verdict: "better" | "worse" | "inconclusive";
  /** Smallest true difference that this comparison would find with 80 % power, before adjustment. */
  readonly minimumDetectable: number;
  readonly signature: string;
}

/** What a difference is made of: values of both models, as they are and on the same resamples, and the test's p. */
interface Tested extends Pick<Difference, "p" | "signature"> {
  readonly metric: Pick<Metric, "id" | "better" | "biased">;
  readonly values: Pair<number>;
  readonly resampled: Pair<Float64Array>;
}

/** Differences with intervals, p-values adjusted by Holm over all of them, and verdicts at this level. */
export function differencesOf(tested: readonly Tested[], level: number): readonly Difference[] {
  const adjusted = holm(tested.map(({ p }) => p));
  return tested.map((pair, m) => ({
    ...differenceOf(pair, level),
    p: pair.p,
    adjustedP: adjusted[m],
    verdict: adjusted[m] < 1 - level ? direction(pair) : "inconclusive",
    signature: pair.signature,
  }));
}

function differenceOf({ metric, values: [baseline, candidate], resampled: [before, after] }: Tested, level: number) {
  const difference = candidate - baseline;
  const resampled = debias(
    metric,
    difference,
    after.map((value, r) => value - before[r]),
  );
  const defined = [...resampled].filter(Number.isFinite);
  const spread = defined.length > 1 ? sampleStandardDeviation(defined) : Number.NaN;
  return {
    id: metric.id,
    baseline,
    candidate,
    difference,
    interval: percentileInterval(resampled, level),
    minimumDetectable: minimumDetectableEffect(spread, 1 - level),
  };
}

function direction({ metric, values: [baseline, candidate] }: Tested): "better" | "worse" {
  return improvement(metric, baseline, candidate) > 0 ? "better" : "worse";
}
