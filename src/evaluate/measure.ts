import { canMeasure, metrics, type Sample } from "../../metrics/index.ts";

/**
 * Every metric that the sample has what it needs for. Null where the sample does not define one (FPR at 95 % TPR when
 * nothing is wrong): JSON has no NaN.
 */
export function measure(sample: Sample): Record<string, number | null> {
  const values: Record<string, number | null> = {};
  for (const metric of metrics.filter((candidate) => canMeasure(candidate, sample))) {
    const value = metric.compute(sample);
    values[metric.id] = Number.isFinite(value) ? value : null;
  }
  return values;
}
