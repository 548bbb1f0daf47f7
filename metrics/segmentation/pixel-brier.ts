import type { ImageMetric } from "../images/drawn.ts";
import { confidenceSums } from "./confidence-sums.ts";
import type { SegmentationCounts } from "./counts.ts";

/** Mean over the scored pixels of the squared distance between probabilities and truth, summed over the classes. */
export const pixelBrier = {
  id: "pixel-brier",
  name: "Brier (pixels)",
  title: "Brier score over all pixels",
  source: "Brier 1950, Verification of Forecasts Expressed in Terms of Probability, eq. 2, of pixels",
  unit: "%",
  better: "lower",
  range: [0, 2],
  definition: { sum: "classes", void: "ignored" },
  version: 1,
  headline: true,
  needs: "confidence",
  compute: (drawn) => {
    const { brier, total } = drawn.derived(confidenceSums);
    return brier / total;
  },
} as const satisfies ImageMetric<SegmentationCounts>;
