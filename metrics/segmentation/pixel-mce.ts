import type { ImageMetric } from "../images/drawn.ts";
import { CALIBRATION_BINS } from "../reliability.ts";
import { confidenceSums } from "./confidence-sums.ts";
import type { SegmentationCounts } from "./counts.ts";

/** The largest gap between accuracy and mean confidence of a bin that holds any pixel. */
export const pixelMce = {
  id: "pixel-mce",
  name: "MCE (pixels)",
  title: "largest calibration gap of 15 bins, over all pixels",
  source: "Pakdaman Naeini, Cooper and Hauskrecht 2015, eq. 3, of pixels",
  unit: "%",
  better: "lower",
  range: [0, 1],
  definition: { of: "top-label", norm: "max", bins: `width${CALIBRATION_BINS}`, edges: "(lo,hi]", void: "ignored" },
  version: 1,
  biased: "value",
  needs: "confidence",
  compute: (drawn) => {
    const { count, correct, confidence } = drawn.derived(confidenceSums).bins;
    let largest = count.some((pixels) => pixels > 0) ? 0 : Number.NaN;
    for (const [bin, pixels] of count.entries()) {
      if (pixels > 0) largest = Math.max(largest, Math.abs(confidence[bin] - correct[bin]) / pixels);
    }
    return largest;
  },
} as const satisfies ImageMetric<SegmentationCounts>;
