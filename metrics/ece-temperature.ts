import { additiveArrays } from "./additive.ts";
import type { Metric } from "./metric.ts";
import { interleave } from "./pooled.ts";
import { binSums, CALIBRATION_BINS, equalWidthEdges, findBin, meanGap } from "./reliability.ts";
import type { Sample } from "./sample.ts";
import { scaledConfidence } from "./temperature.ts";
import { topLabel } from "./top-label.ts";

/**
 * Expected calibration error after temperature scaling: the miscalibration that one number cannot repair.
 *
 * The examples are split at random into halves; a temperature T is fitted on each by maximum likelihood and the other
 * half's confidence becomes max softmax(z / T), so that no example is scaled by a temperature that has seen it. ECE as in
 * `ece`, over all examples.
 *
 * Conventions: the split depends on the number of examples alone. Temperatures in [0.01, 100]. Where only probabilities
 * are given their logarithms serve as logits. Intervals hold the temperatures fixed and, as the error that is left is
 * near zero, cover less often than their level says. NaN for a single example.
 *
 * @example
 * // Two examples of equal logits, one right: whichever logits a temperature scales, both classes stay at 1/2.
 * eceTemperature.compute(createSample(predictionsFromLogits([0, 0, 0, 0], [0, 1], 2))) // 0
 */
export const eceTemperature = {
  id: "ece-temperature",
  name: "ECE-TS",
  title: "expected calibration error after temperature scaling",
  source: "Guo et al. 2017, On Calibration of Modern Neural Networks, eq. 9; fitted on one half, measured on the other",
  unit: "%",
  better: "lower",
  range: [0, 1],
  definition: {
    of: "top-label",
    norm: 1,
    bins: `width${CALIBRATION_BINS}`,
    edges: "(lo,hi]",
    temperature: "nll-other-half",
  },
  version: 1,
  wholeDistribution: true,
  biased: "value",
  noMargin:
    "resamples keep the fitted temperatures, whose own uncertainty is missing, and the error that is left is hardly more than noise",
  compute(sample) {
    if (sample.total < 2) return NaN;
    return meanGap(sample.derived(scaledSums));
  },
} as const satisfies Metric;

const scaledSums = additiveArrays((sample) => {
  const { correct } = sample.fixed(topLabel);
  return binSums(sample, CALIBRATION_BINS, sample.fixed(scaledBins), sample.fixed(scaledConfidences), correct);
});

/** Each example's confidence after scaling. Two models in one sample keep the temperatures that each has by itself. */
function scaledConfidences(sample: Sample): Float64Array {
  if (sample.pooled === undefined) return sample.fixed(scaledConfidence).confidence;
  const [first, second] = sample.pooled.map((model) => model.fixed(scaledConfidence).confidence);
  return interleave(first, second, 1);
}

function scaledBins(sample: Sample): Uint8Array {
  const edges = equalWidthEdges(CALIBRATION_BINS);
  return Uint8Array.from(sample.fixed(scaledConfidences), (value) => findBin(value, edges, "(lo,hi]"));
}
