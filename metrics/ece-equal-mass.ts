import { equalMassSums } from "./equal-mass.ts";
import type { Metric } from "./metric.ts";
import { CALIBRATION_BINS, meanGap } from "./reliability.ts";

/**
 * Expected calibration error of the top label over bins that hold the same number of examples, so that crowded
 * confidences are resolved and sparse ones are not given bins of a handful.
 *
 * ECE = sum over bins b of (n_b / n) |acc_b - conf_b|, symbols as in `ece`.
 *
 * Conventions: 15 bins by ascending confidence, the first n mod 15 one larger; equal confidences stay together, in the
 * bin of the first of them; with fewer than 15 examples each has its own.
 *
 * @example
 * // Two examples, two bins: confidences 0.9 (wrong) and 0.8 (right): (0.9 + 0.2) / 2.
 * eceEqualMass.compute(createSample(predictionsFromProbabilities([0.9, 0.1, 0.8, 0.2], [1, 0], 2))) // 0.55
 */
export const eceEqualMass = {
  id: "ece-equal-mass",
  name: "ECE-EM",
  title: "expected calibration error, 15 bins of equal size",
  source: "Nguyen and O'Connor 2015, Posterior Calibration; p-lambda/verified_calibration, get_equal_bins",
  unit: "%",
  better: "lower",
  range: [0, 1],
  definition: { of: "top-label", norm: 1, bins: `mass${CALIBRATION_BINS}`, ties: "together" },
  version: 1,
  biased: "value",
  noMargin:
    "with few examples its value is mostly noise, which raises it by more than resampling can take off, so that a candidate is called not inferior too often",
  compute: (sample) => meanGap(sample.derived(equalMassSums)),
} as const satisfies Metric;
