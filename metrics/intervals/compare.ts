import type { Predictions } from "../../src/core/predictions.ts";
import { signature } from "../metric.ts";
import { createSample } from "../sample.ts";
import { topLabel } from "../top-label.ts";
import { type Difference, differencesOf } from "./difference.ts";
import { type McNemar, mcnemar, mcnemarP } from "./mcnemar.ts";
import { measurePaired, type Paired, type PairedOptions } from "./paired.ts";
import { permutationTest } from "./permutation-test.ts";
import { DEFAULT_LEVEL } from "./resampling.ts";

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
  const [first, second] = [baseline, candidate].map((model) => createSample(model).fixed(topLabel).correct);
  return {
    identical: samePredictions(baseline, candidate),
    mcnemar: mcnemar(first, second),
    differences: differencesOf(
      paired.map((pair) => ({
        ...pair,
        p: testEquality(pair),
        signature: signature(pair.metric, baseline.count, baseline.softmax),
      })),
      level,
    ),
  };
}

function testEquality(paired: Paired): number {
  return paired.discordant === undefined ? permutationTest(paired, "different") : mcnemarP(paired.discordant);
}

function samePredictions(baseline: Predictions, candidate: Predictions): boolean {
  return baseline.probabilities.every((probability, i) => probability === candidate.probabilities[i]);
}
