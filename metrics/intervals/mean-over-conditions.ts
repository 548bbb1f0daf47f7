import { InputError } from "../../src/core/error.ts";
import type { Pair, Paired } from "./paired.ts";

/**
 * The mean of a metric over conditions (the corruptions of a suite, say), for the same two models on the same examples.
 * An example is a cluster: it is resampled, and its answers are exchanged, under all conditions at once, because what a
 * model makes of an image under one corruption tells what it makes of it under another. Conditions are fixed and weigh
 * the same; intervals and tests are about other examples, not other conditions.
 *
 * Works because resamples and exchanges depend on the seed and the number of examples alone: each condition is measured
 * by itself, with the same options, and forgotten.
 *
 * @param conditions one metric under each condition, all from `measurePaired` with the same options
 * @throws InputError where there is none, or they are of different metrics, numbers of examples or draws
 */
export function meanOverConditions(conditions: readonly Paired[]): Paired {
  const [first] = conditions;
  if (first === undefined) throw new InputError("conditions", { expected: "at least one", got: "none" });
  for (const condition of conditions) {
    if (describe(condition) !== describe(first)) {
      throw new InputError("mean over conditions", { expected: describe(first), got: describe(condition) });
    }
  }
  const meansOf = (of: (condition: Paired) => Pair<Float64Array>): Pair<Float64Array> => [
    mean(conditions.map((condition) => of(condition)[0])),
    mean(conditions.map((condition) => of(condition)[1])),
  ];
  const [[baseline], [candidate]] = meansOf(({ values }) => [Float64Array.of(values[0]), Float64Array.of(values[1])]);
  return {
    metric: first.metric,
    count: first.count,
    seed: first.seed,
    values: [baseline, candidate],
    resampled: meansOf(({ resampled }) => resampled),
    exchanged: meansOf(({ exchanged }) => exchanged),
  };
}

function describe({ metric, count, seed, resampled, exchanged }: Paired): string {
  const draws = `${resampled[0].length} resamples and ${exchanged[0].length - 1} permutations of seed ${seed}`;
  return `${metric.id} of ${count} examples, ${draws}`;
}

/** Element by element. */
function mean(arrays: readonly Float64Array[]): Float64Array {
  return arrays[0].map((_, at) => arrays.reduce((sum, array) => sum + array[at], 0) / arrays.length);
}
