import { epsilonUnits } from "../../../attacks/index.ts";
import {
  classMetrics,
  estimateImages,
  type ImageMetric,
  type SegmentationCounts,
  segmentationMetrics,
} from "../../../metrics/index.ts";
import type { Normalization } from "../../core/classifier.ts";
import type { Condition } from "../../core/condition.ts";
import type { Measurement } from "../../result/safety-result.ts";
import { imagesOf } from "./pixel-facts.ts";
import type { PixelCounts } from "./stored-counts.ts";

/** Fewest images of a class for an interval: resamples of fewer are nearly all alike, or have none. */
const FEWEST = 5;

/**
 * Values and intervals (bootstrap of whole images) of a condition. Clean images: every metric, and intersection over union
 * and accuracy of each class; the others: headline metrics and each class's intersection over union.
 */
export function measureSegmentation(
  condition: Condition,
  counts: PixelCounts,
  classes: readonly string[],
  { seed, normalization }: { readonly seed: number; readonly normalization: Normalization },
): Measurement {
  const estimates = estimateImages(counts, metricsUnder(condition, classes), { seed });
  const few = new Set(imagesOf(counts).flatMap((images, k) => (images < FEWEST ? [`iou:${k}`, `acc:${k}`] : [])));
  const entries = Object.entries(estimates);
  return {
    condition,
    count: counts.images,
    ...(condition.kind === "attack" && { epsilon: epsilonUnits(condition, normalization) }),
    values: Object.fromEntries(entries.map(([id, { value }]) => [id, Number.isFinite(value) ? value : null])),
    intervals: Object.fromEntries(
      entries.flatMap(([id, { interval }]) =>
        interval.every(Number.isFinite) && !few.has(id) ? [[id, [interval[0], interval[1]] as const]] : [],
      ),
    ),
  };
}

/** All metrics that a result speaks of. */
export function metricsOf(classes: readonly string[]): readonly ImageMetric<SegmentationCounts>[] {
  return [...segmentationMetrics, ...classMetrics(classes)];
}

function metricsUnder({ kind }: Condition, classes: readonly string[]): readonly ImageMetric<SegmentationCounts>[] {
  const all = metricsOf(classes);
  return kind === "clean" ? all : all.filter(({ id, headline }) => headline === true || id.startsWith("iou:"));
}
