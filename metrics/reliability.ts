import type { Sample } from "./sample.ts";
import { topLabel } from "./top-label.ts";

/** Which end of a bin's interval belongs to it: the upper as in Guo et al., or the lower. */
export type BinEdges = "(lo,hi]" | "[lo,hi)";

/** Examples by bins of confidence: sums over each bin. */
export interface BinSums {
  readonly count: Float64Array;
  readonly confidence: Float64Array;
  readonly correct: Float64Array;
}

/**
 * The bin, of `bins` of equal width over 0...1, that a confidence falls into. Edges are the doubles j / bins. What lies
 * on or beyond the outermost edge belongs to the outermost bin.
 *
 * @example equalWidthBin(0.2, 10, "(lo,hi]") // 1: the bin (0.1, 0.2]
 */
export function equalWidthBin(confidence: number, bins: number, edges: BinEdges): number {
  const scaled = confidence * bins;
  let bin = edges === "(lo,hi]" ? Math.ceil(scaled) - 1 : Math.floor(scaled);
  // The product is rounded; the comparison with the edge itself is what counts.
  if (edges === "(lo,hi]") {
    if (confidence <= bin / bins) bin--;
    else if (confidence > (bin + 1) / bins) bin++;
  } else {
    if (confidence < bin / bins) bin--;
    else if (confidence >= (bin + 1) / bins) bin++;
  }
  return Math.min(Math.max(bin, 0), bins - 1);
}

/** Sums by bin, given the bin of each example. */
export function binSums(sample: Sample, binOf: ArrayLike<number>, bins: number): BinSums {
  const { confidence, correct } = sample.fixed(topLabel);
  const { counts } = sample;
  const sums = {
    count: new Float64Array(bins),
    confidence: new Float64Array(bins),
    correct: new Float64Array(bins),
  };
  for (let i = 0; i < counts.length; i++) {
    const weight = counts[i];
    const bin = binOf[i];
    sums.count[bin] += weight;
    sums.confidence[bin] += weight * confidence[i];
    sums.correct[bin] += weight * correct[i];
  }
  return sums;
}

/** Bins of the canonical calibration error, (lo, hi]. A derived quantity. */
export function equalWidthSums(sample: Sample): BinSums {
  return binSums(sample, sample.fixed(equalWidthBins), CALIBRATION_BINS);
}

/** Guo et al. 2017, section 5: M = 15. */
export const CALIBRATION_BINS = 15;

function equalWidthBins(sample: Sample): Uint8Array {
  const { confidence } = sample.fixed(topLabel);
  return Uint8Array.from(confidence, (value) => equalWidthBin(value, CALIBRATION_BINS, "(lo,hi]"));
}

/**
 * Mean absolute gap between confidence and accuracy over the bins, each bin by its share of the examples.
 */
export function meanGap({ count, confidence, correct }: BinSums): number {
  let gaps = 0;
  let total = 0;
  for (let bin = 0; bin < count.length; bin++) {
    gaps += Math.abs(confidence[bin] - correct[bin]);
    total += count[bin];
  }
  return gaps / total;
}
