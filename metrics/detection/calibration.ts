import { groupBy } from "../../src/core/group-by.ts";
import type { Drawn, ImageMetric } from "../images/drawn.ts";
import { type BinClosure, equalWidthEdges, findBin } from "../reliability.ts";
import { meanDefined } from "../segmentation/overlap.ts";
import type { DetectionCounts } from "./boxes.ts";
import { MARK } from "./ranked.ts";
import { devkitMarks, type VocClass } from "./voc-marks.ts";

/** How detections are binned. */
export interface DetectionBins {
  /** Bins of each dimension. */
  readonly bins: readonly number[];
  readonly closure: BinClosure;
  /** Bins with fewer detections have no gap, though they stay in the number of all; default 1. Papers use 8. */
  readonly least?: number;
}

/** Gaps between mean confidence and precision of the bins. */
export interface BinnedGaps {
  /** Weighted by the share of detections: D-ECE. */
  readonly expected: number;
  readonly largest: number;
  /** Plain mean over the bins of confidence that hold any, then over where the boxes lie: netcal's ACE. */
  readonly mean: number;
}

/**
 * Gaps of detections that are binned by confidence, or by confidence and where the box lies and how large it is.
 *
 * D-ECE = sum over bins of (n_b / n) |precision_b - mean confidence_b|. With several dimensions most cells are empty or
 * nearly so, and `least` then makes the value look small: print both.
 *
 * Source: Kueppers et al. 2020, Multivariate Confidence Calibration for Object Detection, eq. 4;
 * EFS-OpenSource/calibration-framework, netcal/metrics/confidence.
 *
 * @param rows of each detection the values that it is binned by, confidence first, all in [0, 1]
 * @param right of each whether it is a hit
 * @param weights of each how often it counts; default once
 */
export function binnedGaps(
  rows: readonly (readonly number[])[],
  right: ArrayLike<boolean | number>,
  { bins, closure, least = 1 }: DetectionBins,
  weights?: ArrayLike<number>,
): BinnedGaps {
  const edges = bins.map(netcalEdges);
  const sums = new Map<number, { count: number; gap: number }>();
  let total = 0;
  for (const [i, row] of rows.entries()) {
    const weight = weights?.[i] ?? 1;
    if (weight === 0) continue;
    let cell = 0;
    for (const [d, value] of row.entries()) cell = cell * bins[d] + findBin(value, edges[d], closure);
    const sum = sums.get(cell) ?? { count: 0, gap: 0 };
    sum.count += weight;
    sum.gap += weight * (row[0] - Number(right[i]));
    sums.set(cell, sum);
    total += weight;
  }
  if (total === 0) return { expected: Number.NaN, largest: Number.NaN, mean: Number.NaN };
  const gaps = [...sums].map(([cell, { count, gap }]) => ({
    count,
    gap: count < least ? 0 : Math.abs(gap) / count,
    position: cell % bins.slice(1).reduce((cells, n) => cells * n, 1),
  }));
  const byPosition = [...groupBy(gaps, ({ position }) => position).values()];
  return {
    expected: gaps.reduce((sum, { count, gap }) => sum + count * gap, 0) / total,
    largest: Math.max(...gaps.map(({ gap }) => gap)),
    mean: meanOf(byPosition.map((group) => meanOf(group.map(({ gap }) => gap)))),
  };
}

/** NumPy's linspace: j / bins as j times the width, so that 3/5 is 0.6000000000000001 and 0.6 lies below it. */
function netcalEdges(bins: number): Float64Array {
  return Float64Array.from({ length: bins + 1 }, (_, j) => (j === bins ? 1 : j * (1 / bins)));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Where the operating point lies: detections below it are no detections. */
export interface OperatingPoint {
  readonly scoreThreshold: number;
}

/** Sums of a class, or of all, by bins of confidence: detections, and confidence less what was earned. */
interface GapSums {
  readonly count: Float64Array;
  readonly gap: Float64Array;
}

/**
 * D-ECE by confidence alone: netcal's 10 bins of equal width. A detection is right where VOC's devkit counts a hit; one
 * that counts neither way is left out. It depends on the score threshold: with a low one, thousands of boxes with low
 * scores decide.
 */
export function detectionEce({ scoreThreshold }: OperatingPoint): ImageMetric<DetectionCounts> {
  const bins = 10;
  return {
    id: "d-ece",
    name: "D-ECE",
    title: "detection calibration error: precision against confidence, 10 bins",
    source: "Kueppers et al. 2020, eq. 4; EFS-OpenSource/calibration-framework, netcal/metrics/confidence/ECE.py",
    unit: "%",
    better: "lower",
    range: [0, 1],
    definition: { match: "voc", iou: ">=0.5", score: `>=${scoreThreshold}`, bins: `width${bins}`, edges: "[lo,hi)" },
    version: 1,
    headline: true,
    biased: "value",
    compute: (drawn) => {
      const total = { count: new Float64Array(bins), gap: new Float64Array(bins) };
      for (const ranked of drawn.fixed(devkitMarks)) {
        addGaps(total, ranked, drawn.weights, scoreThreshold, "[lo,hi)", (mark) => (mark === MARK.hit ? 1 : 0));
      }
      return meanGapOf(total);
    },
  };
}

/**
 * Localisation-aware calibration error: a detection's confidence should be its overlap with the object that it hit, 0
 * where it missed. LaECE = mean over classes of sum over bins of (n_b / n) |mean confidence_b - mean earned_b|, 25 bins.
 */
export function localisationEce({ scoreThreshold }: OperatingPoint): ImageMetric<DetectionCounts> {
  const bins = 25;
  return {
    id: "laece",
    name: "LaECE",
    title: "localisation-aware calibration error: overlap against confidence, mean over classes",
    source: "Oksuz, Joy and Dokania 2023, Towards Building Self-Aware Object Detectors, eq. 5",
    unit: "%",
    better: "lower",
    range: [0, 1],
    definition: { match: "voc", iou: ">=0.5", score: `>=${scoreThreshold}`, bins: `width${bins}`, edges: "(lo,hi]" },
    version: 1,
    headline: true,
    biased: "value",
    compute: (drawn: Drawn<DetectionCounts>) =>
      meanDefined(
        Float64Array.from(drawn.fixed(devkitMarks), (ranked) => {
          const sums = { count: new Float64Array(bins), gap: new Float64Array(bins) };
          addGaps(sums, ranked, drawn.weights, scoreThreshold, "(lo,hi]", (mark, overlap) =>
            mark === MARK.hit ? overlap : 0,
          );
          return meanGapOf(sums);
        }),
      ),
  };
}

function addGaps(
  { count, gap }: GapSums,
  { images, scores, marks, overlaps }: VocClass,
  weights: Uint16Array,
  scoreThreshold: number,
  closure: BinClosure,
  earned: (mark: number, overlap: number) => number,
): void {
  const edges = closure === "[lo,hi)" ? netcalEdges(count.length) : equalWidthEdges(count.length);
  for (let at = 0; at < marks.length && scores[at] >= scoreThreshold; at++) {
    const weight = weights[images[at]];
    if (weight === 0 || marks[at] === MARK.neither) continue;
    const bin = findBin(scores[at], edges, closure);
    count[bin] += weight;
    gap[bin] += weight * (scores[at] - earned(marks[at], overlaps[at]));
  }
}

function meanGapOf({ count, gap }: GapSums): number {
  const total = count.reduce((sum, n) => sum + n, 0);
  return gap.reduce((sum, value) => sum + Math.abs(value), 0) / total;
}
