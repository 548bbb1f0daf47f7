import type { Metric } from "./metric.ts";
import { CALIBRATION_BINS, equalWidthSums, meanGap } from "./reliability.ts";

/**
 * Expected calibration error of the top label: how far confidence is from accuracy, averaged over bins of confidence.
 *
 * ECE = sum over bins b of (n_b / n) |acc_b - conf_b|, where n_b of n examples fall into bin b with accuracy acc_b and
 * mean confidence conf_b.
 *
 * Conventions: 15 bins of equal width, (lo, hi]; confidence 1 is in the last bin; an empty bin counts nothing. Noise makes
 * every bin's gap larger, so that a calibrated model has a positive ECE: see `ece-debiased`. Intervals take that bias
 * off, but cover less often than their level says where the true error is smaller than the noise.
 *
 * @example
 * // Confidences 0.9 (wrong) and 0.8 (right) in different bins: (|0 - 0.9| + |1 - 0.8|) / 2.
 * ece.compute(createSample(predictionsFromProbabilities([0.9, 0.1, 0.8, 0.2], [1, 0], 2))) // 0.55
 */
export const ece = {
  id: "ece",
  name: "ECE",
  title: "expected calibration error, 15 bins of equal width",
  source: "Guo et al. 2017, On Calibration of Modern Neural Networks, eq. 3",
  unit: "%",
  better: "lower",
  range: [0, 1],
  definition: { of: "top-label", norm: 1, bins: `width${CALIBRATION_BINS}`, edges: "(lo,hi]" },
  version: 1,
  headline: true,
  biased: "value",
  noMargin:
    "with few examples its value is mostly noise, which raises it by more than resampling can take off, so that a candidate is called not inferior too often",
  compute: (sample) => meanGap(sample.derived(equalWidthSums)),
} as const satisfies Metric;
