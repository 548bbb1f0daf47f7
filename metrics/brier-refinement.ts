import { brier } from "./brier.ts";
import { brierCalibration } from "./brier-calibration.ts";
import type { Metric } from "./metric.ts";
import { CALIBRATION_BINS } from "./reliability.ts";

/**
 * The part of the Brier score that perfect calibration of the bins would leave: how little the probabilities tell
 * apart what will be right from what will be wrong.
 *
 * refinement = Brier - calibration (`brier-calibration`): uncertainty less generalised resolution in the decomposition
 * of Stephenson et al., which accounts for the spread of probabilities inside a bin too, so that nothing is left over.
 *
 * @example
 * // One example, (0.9, 0.1), label 0: all of its 0.02 is calibration.
 * brierRefinement.compute(createSample(predictionsFromProbabilities([0.9, 0.1], [0], 2))) // 0
 */
export const brierRefinement = {
  id: "brier-refinement",
  name: "Brier-ref",
  title: "part of the Brier score that perfect calibration would leave",
  source:
    "Stephenson, Coelho and Jolliffe 2008, Two Extra Components in the Brier Score Decomposition, eq. 8 to 10 (uncertainty less generalised resolution)",
  unit: "%",
  better: "lower",
  range: [-2, 2],
  definition: { of: "every-class", bins: `width${CALIBRATION_BINS}`, edges: "(lo,hi]" },
  version: 1,
  wholeDistribution: true,
  biased: "value",
  noMargin:
    "noise in the calibration of sparse bins, which is subtracted from the Brier score, lowers it by more than resampling can take off with few examples",
  compute: (sample) => brier.compute(sample) - brierCalibration.compute(sample),
} as const satisfies Metric;
