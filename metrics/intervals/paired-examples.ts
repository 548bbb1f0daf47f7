import { InputError } from "../../src/core/error.ts";
import type { Metric } from "../metric.ts";
import type { Pair, Paired } from "./paired.ts";
import { DEFAULT_PERMUTATIONS, exchanges, type PermutationOptions, rowsOf } from "./permutations.ts";
import { type BootstrapOptions, DEFAULT_RESAMPLES, resamplingWeights } from "./resampling.ts";

/** One number per example for each of two models: of a metric that is their mean, or the mean of several such. */
export interface PairedExamples {
  readonly metric: Metric;
  readonly baseline: Float64Array;
  readonly candidate: Float64Array;
}

/**
 * `measurePaired` for metrics that are means over the examples (shares, Brier score, NLL), from each example's number.
 * Where that number is an example's mean over several conditions, the example is the cluster, as in `meanOverConditions`,
 * to which this is equal, at the cost of one condition.
 *
 * @param entries all of the same examples, in the same order: all see the same resamples and exchanges
 * @throws InputError where they are of different numbers of examples, or of none
 */
export function measurePairedMeans(
  entries: readonly PairedExamples[],
  options: BootstrapOptions & PermutationOptions = {},
): Paired[] {
  if (entries.length === 0) return [];
  const count = entries[0].baseline.length;
  const other = entries.flatMap(({ baseline, candidate }) => [baseline, candidate]).find((v) => v.length !== count);
  if (other !== undefined || count === 0) {
    throw new InputError("examples", { expected: "equally many for all, at least one", got: `${other?.length ?? 0}` });
  }
  const { seed = 0, resamples = DEFAULT_RESAMPLES, permutations = DEFAULT_PERMUTATIONS } = options;
  const resampled = entries.map(() => emptyPair(resamples));
  let row = 0;
  for (const weights of resamplingWeights(count, resamples, seed)) {
    entries.forEach(({ baseline, candidate }, e) => {
      const [before, after] = weightedMeans(baseline, candidate, weights);
      resampled[e][0][row] = before;
      resampled[e][1][row] = after;
    });
    row++;
  }
  const exchanged = exchangedMeans(entries, exchanges(count, permutations, seed), rowsOf(count, permutations));
  return entries.map(({ metric }, e) => ({
    metric,
    count,
    seed,
    values: [exchanged[e][0][0], exchanged[e][1][0]],
    resampled: resampled[e],
    exchanged: exchanged[e],
  }));
}

function exchangedMeans(
  entries: readonly PairedExamples[],
  exchanges: Iterable<Uint8Array>,
  rows: number,
): Pair<Float64Array>[] {
  const gains = entries.map(({ baseline, candidate }) => candidate.map((value, i) => value - baseline[i]));
  const means = entries.map(({ baseline, candidate }) => [meanOf(baseline), meanOf(candidate)] as const);
  const exchanged = entries.map(() => emptyPair(rows));
  let row = 0;
  for (const swapped of exchanges) {
    gains.forEach((gain, e) => {
      // Where a loss is infinite its difference is no number: which model has it is all that counts.
      const moved = weightedMean(gain, swapped);
      const [before, after] = Number.isFinite(moved)
        ? [means[e][0] + moved, means[e][1] - moved]
        : apart(entries[e], swapped);
      exchanged[e][0][row] = before;
      exchanged[e][1][row] = after;
    });
    row++;
  }
  return exchanged;
}

/** Both means after an exchange, summed one by one. */
function apart({ baseline, candidate }: PairedExamples, swapped: Uint8Array): Pair<number> {
  const kept = swapped.map((one) => 1 - one);
  return [
    weightedMean(baseline, kept) + weightedMean(candidate, swapped),
    weightedMean(candidate, kept) + weightedMean(baseline, swapped),
  ];
}

function emptyPair(length: number): Pair<Float64Array> {
  return [new Float64Array(length), new Float64Array(length)];
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** `weightedMean` of both in one pass. */
function weightedMeans(baseline: Float64Array, candidate: Float64Array, weights: Uint16Array): Pair<number> {
  let [before, after] = [0, 0];
  for (let i = 0; i < baseline.length; i++) {
    const weight = weights[i];
    before += weight * baseline[i];
    after += weight * candidate[i];
  }
  if (Number.isFinite(before + after)) return [before / baseline.length, after / baseline.length];
  return [weightedMean(baseline, weights), weightedMean(candidate, weights)];
}

/** Sum of weights times values, over the number of examples. What has no weight does not count, though it be infinite. */
function weightedMean(values: Float64Array, weights: Uint16Array | Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += weights[i] * values[i];
  if (Number.isNaN(sum)) {
    sum = 0;
    for (let i = 0; i < values.length; i++) if (weights[i] !== 0) sum += weights[i] * values[i];
  }
  return sum / values.length;
}
