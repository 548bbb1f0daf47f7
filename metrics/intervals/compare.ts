import { sampleStandardDeviation } from "simple-statistics";
import type { Predictions } from "../../src/core/predictions.ts";
import { improvement, signature } from "../metric.ts";
import { createSample } from "../sample.ts";
import { topLabel } from "../top-label.ts";
import { holm } from "./holm.ts";
import { debias, type Interval, percentileInterval } from "./interval.ts";
import { type McNemar, mcnemar, mcnemarP } from "./mcnemar.ts";
import { minimumDetectableEffect } from "./minimum-detectable-effect.ts";
import { measurePaired, type Paired, type PairedOptions } from "./paired.ts";
import { permutationTest } from "./permutation-test.ts";
import { DEFAULT_LEVEL } from "./resampling.ts";

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

export interface Comparison {
  /** Whether both gave the same probabilities: a model was compared with itself. */
  readonly identical: boolean;
  readonly mcnemar: McNemar;
  readonly differences: readonly Difference[];
}

/**
 * Compares two models on the same examples: for each metric the difference with a paired bootstrap interval, a p-value
 * of an exact test, Holm's adjustment over the metrics and what could have been detected. Resamples and permutations are
 * the same for all metrics.
 *
 * @throws InputError where the two are not of the same examples: another count, or other labels
 */
export function compare(baseline: Predictions, candidate: Predictions, options: PairedOptions = {}): Comparison {
  const { level = DEFAULT_LEVEL } = options;
  const paired = measurePaired(baseline, candidate, options);
  const tests = paired.map(testEquality);
  const adjusted = holm(tests);
  const [first, second] = [baseline, candidate].map((model) => createSample(model).fixed(topLabel).correct);
  return {
    identical: samePredictions(baseline, candidate),
    mcnemar: mcnemar(first, second),
    differences: paired.map((pair, m) => ({
      ...differenceOf(pair, level),
      p: tests[m],
      adjustedP: adjusted[m],
      verdict: adjusted[m] < 1 - level ? direction(pair) : "inconclusive",
      signature: signature(pair.metric, baseline.count, baseline.softmax),
    })),
  };
}

function testEquality(paired: Paired): number {
  return paired.discordant === undefined ? permutationTest(paired, "different") : mcnemarP(paired.discordant);
}

function differenceOf({ metric, values: [baseline, candidate], resampled: [before, after] }: Paired, level: number) {
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

function direction({ metric, values: [baseline, candidate] }: Paired): "better" | "worse" {
  return improvement(metric, baseline, candidate) > 0 ? "better" : "worse";
}

function samePredictions(baseline: Predictions, candidate: Predictions): boolean {
  return baseline.probabilities.every((probability, i) => probability === candidate.probabilities[i]);
}
