import { classWiseSums } from "./class-wise.ts";
import type { Metric } from "./metric.ts";
import { CALIBRATION_BINS } from "./reliability.ts";

/**
 * Class-wise (static) calibration error: the expected calibration error of every class's probability, whether or not it
 * is the top one, averaged over classes.
 *
 * SCE = (1/K) sum over classes k, bins b of (n_bk / n) |freq_bk - prob_bk|, where n_bk of n examples give class k a
 * probability in bin b, prob_bk on average, and freq_bk is the share of those whose label is k.
 *
 * Conventions: 15 bins of equal width, (lo, hi], probability 0 in the first; classes weigh the same.
 *
 * @example
 * // One example, (0.9, 0.1), label 0: class 0 misses by 0.1, class 1 by 0.1.
 * eceClassWise.compute(createSample(predictionsFromProbabilities([0.9, 0.1], [0], 2))) // 0.1
 */
export const eceClassWise = {
  id: "ece-class-wise",
  name: "ECE-CW",
  title: "calibration error of every class's probability, averaged over classes",
  source: "Nixon et al. 2019, Measuring Calibration in Deep Learning, section 3.1 (static calibration error)",
  unit: "%",
  better: "lower",
  range: [0, 1],
  definition: { of: "every-class", norm: 1, bins: `width${CALIBRATION_BINS}`, edges: "(lo,hi]" },
  version: 1,
  wholeDistribution: true,
  biased: "value",
  noMargin:
    "its value is a sum of many small gaps, nearly all of them noise, which resampling cannot take off, up to 2,000 examples at least",
  compute(sample) {
    const { probability, label } = sample.derived(classWiseSums);
    let gaps = 0;
    for (let cell = 0; cell < label.length; cell++) gaps += Math.abs(probability[cell] - label[cell]);
    return gaps / sample.total / sample.predictions.classes;
  },
} as const satisfies Metric;
