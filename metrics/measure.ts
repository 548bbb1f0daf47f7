import { InputError } from "../src/core/error.ts";
import type { Predictions } from "../src/core/predictions.ts";
import type { Metric } from "./metric.ts";
import { type MetricId, metrics } from "./metrics.ts";
import { createSample, type Sample, type SampleContext } from "./sample.ts";

/**
 * Values of several metrics on the same predictions; what they share is computed once. Fractions; NaN where the
 * predictions do not define a metric.
 *
 * @param ids default: every metric that needs no more than `context` gives
 * @throws InputError where a metric that was asked for needs more than `context` gives
 * @example measure(predictionsFromProbabilities([0.9, 0.1], [0], 2), ["accuracy", "brier"]) // { accuracy: 1, brier: 0.02 }
 */
export function measure<Id extends MetricId = MetricId>(
  predictions: Predictions,
  ids?: readonly Id[],
  context: SampleContext = {},
): Record<Id, number> {
  const sample = createSample(predictions, context);
  const chosen = ids === undefined ? metrics.filter((metric) => canMeasure(metric, sample)) : selectMetrics(ids);
  return Object.fromEntries(chosen.map((metric) => [metric.id, compute(metric, sample)])) as Record<Id, number>;
}

/** The value of one metric, or an error that says what is missing. */
export function compute(metric: Metric, sample: Sample): number {
  if (!canMeasure(metric, sample)) {
    throw new InputError(`metric ${metric.id}`, {
      expected: `predictions with ${metric.needs}`,
      got: "predictions alone",
    });
  }
  return metric.compute(sample);
}

/** Whether the sample has what the metric needs. */
export function canMeasure(metric: Metric, sample: Sample): boolean {
  return metric.needs === undefined || sample[metric.needs] !== undefined;
}

/**
 * The metrics of these ids, in the order of the ids.
 *
 * @param from default: the canonical definitions; `variantMetrics(...)` has others under the same ids
 */
export function selectMetrics(ids: readonly string[], from: readonly Metric[] = metrics): readonly Metric[] {
  return ids.map((id) => {
    const found = from.find((metric) => metric.id === id);
    if (found === undefined) {
      throw new InputError("metric", { expected: `one of ${from.map((metric) => metric.id).join(", ")}`, got: id });
    }
    return found;
  });
}
