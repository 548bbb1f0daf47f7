import { InputError } from "../../src/core/error.ts";
import type { MetricRecord } from "../metric.ts";

/** What is kept of each of several images: counts of pixels, boxes and their marks. Never the images or the logits. */
export interface ImageCounts {
  readonly images: number;
}

/**
 * Images that a metric is computed on, each as a whole with all its pixels or boxes: those of one image depend on each
 * other, so that images are what is resampled and exchanged. In the sample as given each occurs once.
 */
export interface Drawn<Counts extends ImageCounts> {
  readonly counts: Counts;
  /** Times that each image occurs. */
  readonly weights: Uint16Array;
  /** A quantity that does not depend on how often images occur: computed once for all draws of the same images. */
  fixed<T>(quantity: (counts: Counts) => T): T;
  /** A quantity that depends on it and that several metrics share: computed once for this draw. */
  derived<T>(quantity: (drawn: Drawn<Counts>) => T): T;
}

/**
 * One number about predictions of which an image has many. Values are fractions (or nats); NaN where the images do not
 * define it.
 */
export interface ImageMetric<Counts extends ImageCounts> extends MetricRecord {
  /** Paper and equation, or repository and path, that define it. */
  readonly source: string;
  /** Whether noise pushes the value up, so that resampled values have that bias twice: see `Metric.biased`. */
  readonly biased?: "value";
  /** What of the counts it needs besides those that are always there. */
  readonly needs?: "confidence";
  compute(drawn: Drawn<Counts>): number;
  /** Where the value depends on the order of equal scores: the least and the greatest over all orders. */
  bounds?(drawn: Drawn<Counts>): readonly [lowest: number, highest: number];
}

/** Hands out draws of the same images, which share their fixed quantities. */
export function drawer<Counts extends ImageCounts>(counts: Counts): (weights: Uint16Array) => Drawn<Counts> {
  if (counts.images === 0) throw new InputError("images", { expected: "at least one", got: "none" });
  const fixed = new Map<unknown, unknown>();
  return (weights) => {
    const derived = new Map<unknown, unknown>();
    const drawn: Drawn<Counts> = {
      counts,
      weights,
      fixed: (quantity) => remember(fixed, quantity, () => quantity(counts)),
      derived: (quantity) => remember(derived, quantity, () => quantity(drawn)),
    };
    return drawn;
  };
}

/** Each image once. */
export function drawAll<Counts extends ImageCounts>(counts: Counts): Drawn<Counts> {
  return drawer(counts)(new Uint16Array(counts.images).fill(1));
}

/** Values of several metrics on the images as they are. */
export function measureImages<Counts extends ImageCounts>(
  counts: Counts,
  metrics: readonly ImageMetric<Counts>[],
): Record<string, number> {
  const drawn = drawAll(counts);
  return Object.fromEntries(metrics.map((metric) => [metric.id, metric.compute(drawn)]));
}

function remember<T>(known: Map<unknown, unknown>, quantity: unknown, compute: () => T): T {
  if (known.has(quantity)) return known.get(quantity) as T;
  const value = compute();
  known.set(quantity, value);
  return value;
}

/**
 * Sum over the images of rows of `width` counts, each image as often as it occurs.
 *
 * @param values [image, width]
 */
export function sumOverImages(values: Float64Array, width: number, weights: Uint16Array): Float64Array {
  const sums = new Float64Array(width);
  for (let image = 0; image < weights.length; image++) {
    const weight = weights[image];
    if (weight === 0) continue;
    const start = image * width;
    for (let at = 0; at < width; at++) sums[at] += weight * values[start + at];
  }
  return sums;
}
