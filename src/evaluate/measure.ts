import { epsilonUnits } from "../../attacks/index.ts";
import { createSample, estimate, headlineMetrics, type SampleContext, wilsonInterval } from "../../metrics/index.ts";
import type { Normalization } from "../core/classifier.ts";
import type { Condition } from "../core/condition.ts";
import type { Predictions } from "../core/predictions.ts";
import type { Measurement } from "../result/safety-result.ts";

/**
 * Values and 95 % intervals of a condition. Clean images: every metric, with bootstrap intervals. The others: the
 * headline metrics, with Wilson's interval where the metric is a share of examples, which costs nothing.
 *
 * @param context.seed of the resamples
 * @param context.normalization of the network: says what an epsilon is in the other space
 */
export function measure(
  condition: Condition,
  predictions: Predictions,
  context: SampleContext & { readonly seed: number; readonly normalization: Normalization },
): Measurement {
  if (condition.kind === "clean") return measureFully(condition, predictions, context);
  const measurement = measureHeadline(condition, predictions, context);
  return condition.kind === "attack"
    ? { ...measurement, epsilon: epsilonUnits(condition, context.normalization) }
    : measurement;
}

function measureFully(
  condition: Condition,
  predictions: Predictions,
  { seed, superclasses }: SampleContext & { readonly seed: number },
): Measurement {
  const estimates = Object.entries(estimate(predictions, { seed, ...(superclasses && { superclasses }) }));
  return {
    condition,
    count: predictions.count,
    values: Object.fromEntries(estimates.map(([id, { value }]) => [id, finite(value)])),
    intervals: Object.fromEntries(
      estimates.flatMap(([id, { interval }]) => (interval.every(Number.isFinite) ? [[id, [...interval]]] : [])),
    ),
  };
}

function measureHeadline(condition: Condition, predictions: Predictions, context: SampleContext): Measurement {
  const sample = createSample(predictions, context);
  const values: Record<string, number | null> = {};
  const intervals: Record<string, [number, number]> = {};
  for (const metric of headlineMetrics) {
    const value = metric.compute(sample);
    values[metric.id] = finite(value);
    if (metric.proportion) intervals[metric.id] = [...wilsonInterval(value, predictions.count, LEVEL)];
  }
  return { condition, count: predictions.count, values, intervals };
}

const LEVEL = 0.95;

/** JSON has no NaN: a metric that the examples do not define (FPR95 where nothing is wrong) is null. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
