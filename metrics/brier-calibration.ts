import { classWiseSums } from "./class-wise.ts";
import type { Metric } from "./metric.ts";
import { CALIBRATION_BINS } from "./reliability.ts";

/**
 * The part of the Brier score that comes from miscalibration: what recalibrating each class's bins would gain.
 *
 * calibration = sum over classes k, bins b of (n_bk / n) (prob_bk - freq_bk)^2, symbols as in `ece-class-wise`. The rest
 * of the score is `brier-refinement`; the two add up to `brier` exactly.
 *
 * Conventions: 15 bins of equal width, (lo, hi], probability 0 in the first.
 *
 * @example
 * // One example, (0.9, 0.1), label 0: each class is alone in its bin: 0.1^2 + 0.1^2.
 * brierCalibration.compute(createSample(predictionsFromProbabilities([0.9, 0.1], [0], 2))) // 0.02
 */
export const brierCalibration = {
  id: "brier-calibration",
  name: "Brier-cal",
  title: "part of the Brier score that comes from miscalibration",
  source:
    "Murphy 1973, A New Vector Partition of the Probability Score; Stephenson, Coelho and Jolliffe 2008, Two Extra Components in the Brier Score Decomposition, eq. 7",
  unit: "%",
  better: "lower",
  range: [0, 2],
  definition: { of: "every-class", bins: `width${CALIBRATION_BINS}`, edges: "(lo,hi]" },
  version: 1,
  wholeDistribution: true,
  biased: "value",
  compute(sample) {
    const { count, probability, label } = sample.derived(classWiseSums);
    let squares = 0;
    for (let cell = 0; cell < count.length; cell++) {
      if (count[cell] > 0) squares += (probability[cell] - label[cell]) ** 2 / count[cell];
    }
    return squares / sample.total;
  },
} as const satisfies Metric;
