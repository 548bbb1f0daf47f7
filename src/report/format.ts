import { type MetricRecord, printedScale } from "../core/metric-record.ts";

/** How a fraction is printed. */
export interface Scale {
  readonly unit: string;
  readonly factor: number;
  readonly digits: number;
}

export const PERCENT: Scale = { unit: "%", factor: 100, digits: 1 };

/** The scale of a metric: its unit, and digits enough to tell two good models apart. */
export function scaleOf(metric: Pick<MetricRecord, "unit">): Scale {
  return { unit: metric.unit, factor: printedScale(metric), digits: { "%": 1, x1000: 1, "": 3 }[metric.unit] };
}

/** A fraction in a scale, with a fixed number of digits; a dash where there is none. */
export function formatValue(value: number, { factor, digits }: Scale): string {
  return Number.isNaN(value) ? "-" : (value * factor).toFixed(digits);
}

/** Both ends of an interval in a scale; nothing where there is none, or it is not defined. */
export function formatInterval(interval: readonly [number, number] | undefined, scale: Scale): string {
  return interval === undefined || interval.some(Number.isNaN)
    ? ""
    : `[${formatValue(interval[0], scale)}, ${formatValue(interval[1], scale)}]`;
}

/** A signed difference of two fractions in a scale; a difference that rounds to zero has no sign. */
export function formatDifference(value: number, { factor, digits }: Scale): string {
  if (Number.isNaN(value)) return "";
  const text = (value * factor).toFixed(digits);
  if (Number(text) === 0) return (0).toFixed(digits);
  return value > 0 ? `+${text}` : text;
}

/** Both ends of the interval of a difference, signed. */
export function formatDifferenceInterval([low, high]: readonly [number, number], scale: Scale): string {
  return `[${formatDifference(low, scale)}, ${formatDifference(high, scale)}]`;
}

/**
 * A p-value; one below what three digits can show is said to be.
 *
 * @example formatP(0.03125) // "0.031"
 */
export function formatP(p: number): string {
  if (Number.isNaN(p)) return "-";
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}
