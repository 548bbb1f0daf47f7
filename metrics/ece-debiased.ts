import { equalMassSums } from "./equal-mass.ts";
import { normalCdf, normalDensity } from "./intervals/normal.ts";
import type { Metric } from "./metric.ts";
import { CALIBRATION_BINS, meanGap } from "./reliability.ts";

/**
 * Expected calibration error without the part that sampling noise adds: even a perfectly calibrated model has a
 * positive ECE, because the absolute value turns each bin's noise into error.
 *
 * debiased = 2 ECE - E[ECE*], where ECE is over bins of equal size (`ece-equal-mass`) and ECE* is what it would be if
 * each bin's accuracy were redrawn from a normal with mean acc_b and variance acc_b (1 - acc_b) / n_b. For a gap d and a
 * standard deviation s, E|d + s Z| = d (1 - 2 Phi(-d / s)) + 2 s phi(d / s): the reference draws 1,000 times, this is
 * the exact expectation.
 *
 * Conventions: those of `ece-equal-mass`. Can be negative where the model is better calibrated than noise allows to
 * tell. A bin whose predictions are all right or all wrong has no variance and is not corrected.
 *
 * @example
 * // Four examples of confidence 0.5, two right: ECE 0, one bin, s = 0.25, E|s Z| = 0.25 sqrt(2 / pi).
 * const halves = predictionsFromProbabilities(new Array(8).fill(0.5), [0, 0, 1, 1], 2);
 * eceDebiased.compute(createSample(halves)) // -0.1995
 */
export const eceDebiased = {
  id: "ece-debiased",
  name: "ECE-DB",
  title: "expected calibration error, corrected for sampling noise",
  source:
    "Kumar, Liang and Ma 2019, Verified Uncertainty Calibration, section 5; p-lambda/verified_calibration, normal_debiased_ce",
  unit: "%",
  better: "lower",
  range: [-1, 1],
  definition: { of: "top-label", norm: 1, bins: `mass${CALIBRATION_BINS}`, ties: "together", debias: "normal" },
  version: 1,
  biased: "resamples",
  noMargin:
    "its correction takes the observed accuracy of each bin for the true one, which with few examples in a bin leaves part of the noise, so that a candidate is called not inferior too often",
  compute(sample) {
    const sums = sample.derived(equalMassSums);
    let redrawn = 0;
    for (let bin = 0; bin < sums.count.length; bin++) {
      const count = sums.count[bin];
      if (count === 0) continue;
      const accuracy = sums.correct[bin] / count;
      const gap = accuracy - sums.confidence[bin] / count;
      const deviation = Math.sqrt((accuracy * (1 - accuracy)) / count);
      redrawn += (count / sample.total) * expectedMagnitude(gap, deviation);
    }
    return 2 * meanGap(sums) - redrawn;
  },
} as const satisfies Metric;

/** Mean of |X| for a normal X (the folded normal distribution). */
function expectedMagnitude(mean: number, deviation: number): number {
  if (deviation === 0) return Math.abs(mean);
  const scaled = mean / deviation;
  return mean * (1 - 2 * normalCdf(-scaled)) + 2 * deviation * normalDensity(scaled);
}
