import type { ImageMetric } from "../images/drawn.ts";
import { CALIBRATION_BINS, meanGap } from "../reliability.ts";
import { confidenceSums } from "./confidence-sums.ts";
import type { SegmentationCounts } from "./counts.ts";

/**
 * Expected calibration error of the top label over all scored pixels: sum over bins of (n_b / n) |accuracy - confidence|.
 * Most pixels are background or road, and they decide: read it beside the mean over images.
 */
export const pixelEce = {
  id: "pixel-ece",
  name: "ECE (pixels)",
  title: "expected calibration error over all pixels, 15 bins of equal width",
  source: "Guo et al. 2017, On Calibration of Modern Neural Networks, eq. 3, of pixels",
  unit: "%",
  better: "lower",
  range: [0, 1],
  definition: { of: "top-label", norm: 1, bins: `width${CALIBRATION_BINS}`, edges: "(lo,hi]", void: "ignored" },
  version: 1,
  headline: true,
  biased: "value",
  needs: "confidence",
  compute: (drawn) => meanGap(drawn.derived(confidenceSums).bins),
} as const satisfies ImageMetric<SegmentationCounts>;
