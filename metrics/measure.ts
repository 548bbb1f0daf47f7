import { InputError } from "../src/core/error.ts";
import { findById } from "../src/core/find-by-id.ts";
import type { Predictions } from "../src/core/predictions.ts";
import type { Metric } from "./metric.ts";
import { type MetricId, metrics } from "./metrics.ts";
import { createSample, type Sample, type SampleContext } from "./sample.ts";
import { type VariantId, variantMetrics } from "./variants/index.ts";

/** Which metrics, and whose definitions of them. */
export interface MetricChoice {
  /** Default: every metric that needs no more than the context gives. */
  readonly ids?: readonly string[];
  /** Default: the canonical definitions. */
  readonly variant?: VariantId;
}

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
  context: SampleContext & Pick<MetricChoice, "variant"> = {},
): Record<Id, number> {
  const sample = createSample(predictions, context);
  const chosen = chooseMetrics(sample, { ...context, ...(ids === undefined ? {} : { ids }) });
  return Object.fromEntries(chosen.map((metric) => [metric.id, metric.compute(sample)])) as Record<Id, number>;
}

/** The metrics of a choice that the sample allows; one that was named and that it does not allow is an error. */
export function chooseMetrics(sample: Sample, { ids, variant }: MetricChoice): readonly Metric[] {
  const known: readonly Metric[] = variant === undefined ? metrics : variantMetrics(variant);
  if (ids === undefined) return known.filter((metric) => canMeasure(metric, sample));
  return ids.map((id) => {
    const metric = findById(known, id, "metric");
    if (!canMeasure(metric, sample)) {
      const { needs } = metric;
      const missing = needs !== undefined && sample[needs] === undefined ? needs : "the probabilities of all classes";
      throw new InputError(`metric ${id}`, { expected: `predictions with ${missing}`, got: "predictions without" });
    }
    return metric;
  });
}

/** Whether the sample has what the metric needs. */
export function canMeasure(metric: Metric, sample: Sample): boolean {
  const whole = sample.predictions.probabilities.length > 0;
  return (metric.needs === undefined || sample[metric.needs] !== undefined) && (whole || !metric.wholeDistribution);
}
