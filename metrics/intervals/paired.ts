import type { Predictions } from "../../src/core/predictions.ts";
import { chooseMetrics, type MetricChoice } from "../measure.ts";
import type { Metric } from "../metric.ts";
import { createSample, type Sample, type SampleContext } from "../sample.ts";
import { checkPaired } from "./check-paired.ts";
import type { LostAnswers } from "./loss/lost-answers.ts";
import { countDiscordant, type Discordant } from "./mcnemar.ts";
import { type PermutationOptions, permutationDistributions } from "./permutations.ts";
import { type BootstrapOptions, bootstrapDistributions } from "./resampling.ts";

export interface PairedOptions extends BootstrapOptions, PermutationOptions, MetricChoice, SampleContext {}

/** A value for the baseline and one for the candidate. */
export type Pair<T> = readonly [baseline: T, candidate: T];

/**
 * One metric of two models on the same examples, with all that intervals and tests of the difference are made of. It is
 * small whatever the number of examples, and can be averaged over conditions.
 */
export interface Paired {
  readonly metric: Metric;
  /** Number of examples. */
  readonly count: number;
  /** Of the resamples and exchanges. */
  readonly seed: number;
  readonly values: Pair<number>;
  /** Where the value is a share of examples: those that count for one of the two models only. */
  readonly discordant?: Discordant;
  /** Values on the same resamples of the examples. */
  readonly resampled: Pair<Float64Array>;
  /** Values with the two models' answers exchanged at random; the first exchanges none. */
  readonly exchanged: Pair<Float64Array>;
  /** What losing answers would do to it, where that was measured. */
  readonly lostAnswers?: LostAnswers;
}

/**
 * Measures two models on the same examples, on resamples of them and with answers exchanged. Resamples and exchanges
 * depend on the seed and the number of examples alone.
 *
 * @throws InputError where the two are not of the same examples: another count, or other labels
 */
export function measurePaired(baseline: Predictions, candidate: Predictions, options: PairedOptions = {}): Paired[] {
  return measurePairedSamples([createSample(baseline, options), createSample(candidate, options)], options);
}

/** `measurePaired` of two samples, in which each example is once. */
export function measurePairedSamples(samples: Pair<Sample>, options: PairedOptions = {}): Paired[] {
  const { predictions } = samples[0];
  checkPaired(predictions, samples[1].predictions);
  const metrics = chooseMetrics(samples[0], options);
  const [before, after] = bootstrapDistributions(samples, metrics, options);
  const exchanged = permutationDistributions(samples, metrics, options);
  return metrics.map((metric, m) => {
    const { proportion } = metric;
    return {
      metric,
      count: predictions.count,
      seed: options.seed ?? 0,
      values: [metric.compute(samples[0]), metric.compute(samples[1])],
      ...(proportion === undefined
        ? {}
        : { discordant: countDiscordant(proportion(samples[0]), proportion(samples[1])) }),
      resampled: [before[m], after[m]],
      exchanged: exchanged[m],
    };
  });
}
