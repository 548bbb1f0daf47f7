import { CALIBRATION_BINS, equalWidthEdges, equalWidthSums } from "../reliability.ts";
import type { Sample } from "../sample.ts";

/** One bin of a reliability diagram. Accuracy and confidence are NaN where the bin is empty. */
export interface ReliabilityBin {
  readonly low: number;
  readonly high: number;
  readonly count: number;
  readonly confidence: number;
  readonly accuracy: number;
}

/**
 * The reliability diagram behind `ece` and `mce`: 15 bins (low, high] of the top label's confidence.
 *
 * @example reliabilityCurve(createSample(predictionsFromProbabilities([0.95, 0.05], [0], 2)))[14].count // 1: above 14/15
 */
export function reliabilityCurve(sample: Sample): readonly ReliabilityBin[] {
  const { count, confidence, correct } = sample.derived(equalWidthSums);
  const edges = equalWidthEdges(CALIBRATION_BINS);
  return Array.from(count, (examples, bin) => ({
    low: edges[bin],
    high: edges[bin + 1],
    count: examples,
    confidence: confidence[bin] / examples,
    accuracy: correct[bin] / examples,
  }));
}
