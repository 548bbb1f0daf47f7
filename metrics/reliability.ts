import { additiveArrays } from "./additive.ts";
import type { Sample } from "./sample.ts";
import { topLabel } from "./top-label.ts";

/** Guo et al. 2017, section 5: M = 15. */
export const CALIBRATION_BINS = 15;

/** Which end of a bin's interval belongs to it: the upper as in Guo et al., or the lower. */
export type BinClosure = "(lo,hi]" | "[lo,hi)";

/** Examples by bins of confidence: sums over each bin, each example as often as it occurs. */
export interface BinSums {
  readonly count: Float64Array;
  readonly confidence: Float64Array;
  readonly correct: Float64Array;
}

/** The edges j / bins, j = 0, ..., bins, each rounded once. */
export function equalWidthEdges(bins: number): Float64Array {
  return Float64Array.from({ length: bins + 1 }, (_, j) => j / bins);
}

/**
 * The bin between ascending edges that a value falls into. What lies on or beyond an outermost edge belongs to the
 * outermost bin.
 *
 * @example findBin(0.2, equalWidthEdges(10), "(lo,hi]") // 1: the bin (0.1, 0.2]
 */
export function findBin(value: number, edges: Float64Array, closure: BinClosure): number {
  const bins = edges.length - 1;
  // A guess that is right for equal widths but for rounding; the comparison with the edges decides.
  let bin = Math.min(Math.max(Math.floor(value * bins), 0), bins - 1);
  if (closure === "(lo,hi]") {
    while (bin > 0 && value <= edges[bin]) bin--;
    while (bin < bins - 1 && value > edges[bin + 1]) bin++;
  } else {
    while (bin > 0 && value < edges[bin]) bin--;
    while (bin < bins - 1 && value >= edges[bin + 1]) bin++;
  }
  return bin;
}

/** Sums by bin. */
export function binSums(
  sample: Sample,
  bins: number,
  binOf: ArrayLike<number>,
  confidence: ArrayLike<number>,
  correct: ArrayLike<number>,
): BinSums {
  const sums = {
    count: new Float64Array(bins),
    confidence: new Float64Array(bins),
    correct: new Float64Array(bins),
  };
  const { length, rows, weights } = sample.occurring;
  for (let at = 0; at < length; at++) {
    const row = rows[at];
    const weight = weights[at];
    const bin = binOf[row];
    sums.count[bin] += weight;
    sums.confidence[bin] += weight * confidence[row];
    sums.correct[bin] += weight * correct[row];
  }
  return sums;
}

/** Bins of the canonical calibration error: 15 of equal width, (lo, hi]. A derived quantity. */
export const equalWidthSums = additiveArrays((sample) => {
  const { confidence, correct } = sample.fixed(topLabel);
  return binSums(sample, CALIBRATION_BINS, sample.fixed(equalWidthBins), confidence, correct);
});

function equalWidthBins(sample: Sample): Uint8Array {
  const edges = equalWidthEdges(CALIBRATION_BINS);
  return Uint8Array.from(sample.fixed(topLabel).confidence, (value) => findBin(value, edges, "(lo,hi]"));
}

/** Mean absolute gap between confidence and accuracy over the bins, each bin by its share of the examples. */
export function meanGap({ count, confidence, correct }: BinSums): number {
  let gaps = 0;
  let total = 0;
  for (let bin = 0; bin < count.length; bin++) {
    gaps += Math.abs(confidence[bin] - correct[bin]);
    total += count[bin];
  }
  return gaps / total;
}
