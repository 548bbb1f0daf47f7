import type { Metric } from "./metric.ts";
import { CALIBRATION_BINS, equalWidthSums } from "./reliability.ts";

/**
 * Maximum calibration error of the top label: the largest gap between confidence and accuracy of any bin.
 *
 * MCE = max over bins b of |acc_b - conf_b|, symbols and bins as in `ece`; empty bins count nothing. A bin of one
 * example counts as much as a bin of thousands: read it beside the bins' counts. A maximum of noisy gaps: its bootstrap
 * interval covers the truth far less often than its level says.
 *
 * @example
 * // Confidences 0.9 (wrong) and 0.8 (right) in different bins: max(0.9, 0.2).
 * mce.compute(createSample(predictionsFromProbabilities([0.9, 0.1, 0.8, 0.2], [1, 0], 2))) // 0.9
 */
export const mce = {
  id: "mce",
  name: "MCE",
  title: "maximum calibration error, 15 bins of equal width",
  source: "Guo et al. 2017, On Calibration of Modern Neural Networks, eq. 5",
  unit: "%",
  better: "lower",
  range: [0, 1],
  definition: { of: "top-label", bins: `width${CALIBRATION_BINS}`, edges: "(lo,hi]" },
  version: 1,
  biased: "value",
  noMargin:
    "it is the largest of many noisy gaps, often that of a bin with a handful of examples; resampling says little about a maximum",
  compute(sample) {
    const { count, confidence, correct } = sample.derived(equalWidthSums);
    let largest = 0;
    for (let bin = 0; bin < count.length; bin++) {
      if (count[bin] > 0) largest = Math.max(largest, Math.abs(confidence[bin] - correct[bin]) / count[bin]);
    }
    return largest;
  },
} as const satisfies Metric;
