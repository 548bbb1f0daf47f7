import type { Predictions } from "../../src/core/predictions.ts";
import { chooseMetrics, type MetricChoice } from "../measure.ts";
import { type Metric, signature } from "../metric.ts";
import type { MetricId } from "../metrics.ts";
import { createSample, type Sample, type SampleContext } from "../sample.ts";
import { bcaInterval, debias, type Interval, percentileInterval, within } from "./interval.ts";
import { type BootstrapOptions, bootstrapDistributions, DEFAULT_LEVEL, jackknife } from "./resampling.ts";
import { wilsonInterval } from "./wilson.ts";

export interface EstimateOptions extends BootstrapOptions, MetricChoice, SampleContext {
  /**
   * `percentile` (default), or `bca`, which corrects for bias and skew and costs a jackknife. In either case shares of
   * examples (accuracy) have Wilson's interval, and metrics that noise biases (ECE) the one that
   * takes the bias off (`Metric.biased`).
   */
  readonly interval?: "percentile" | "bca";
}

/** A metric's value with its uncertainty. */
export interface Estimate {
  readonly value: number;
  readonly interval: Interval;
  readonly signature: string;
}

/**
 * Values of metrics with confidence intervals, all from the same resamples.
 *
 * @example
 * // Wilson's interval of one right of two.
 * estimate(predictionsFromLogits([2, 1, 2, 1], [0, 1], 2), { ids: ["accuracy"] }).accuracy
 * // { value: 0.5, interval: [0.0945, 0.9055], signature: "Accuracy|top:1|ties:first|n:2|v:1" }
 */
export function estimate(predictions: Predictions, options: EstimateOptions = {}): Record<MetricId, Estimate> {
  const sample = createSample(predictions, options);
  const chosen = chooseMetrics(sample, options);
  const intervals = intervalsOf(sample, chosen, options);
  const entries = chosen.map((metric, m) => [
    metric.id,
    {
      value: metric.compute(sample),
      interval: intervals[m],
      signature: signature(metric, sample.total, predictions.softmax),
    },
  ]);
  return Object.fromEntries(entries);
}

function intervalsOf(sample: Sample, metrics: readonly Metric[], options: EstimateOptions): readonly Interval[] {
  const { level = DEFAULT_LEVEL, interval = "percentile" } = options;
  const resampled = metrics.filter((metric) => !metric.proportion);
  const [distributions] = bootstrapDistributions([sample], resampled, options);
  const leftOut = interval === "bca" ? jackknife(sample, resampled) : [];
  return metrics.map((metric) => {
    const value = metric.compute(sample);
    if (metric.proportion) return wilsonInterval(value, sample.total, level);
    const m = resampled.indexOf(metric);
    if (Number.isNaN(value)) return [Number.NaN, Number.NaN];
    if (metric.biased !== undefined) {
      return within(percentileInterval(debias(metric, value, distributions[m]), level), metric.range);
    }
    if (interval === "bca") return bcaInterval(value, distributions[m], leftOut[m], level);
    return percentileInterval(distributions[m], level);
  });
}
