import type { ImageMetric } from "../images/drawn.ts";
import { confidenceSums } from "./confidence-sums.ts";
import type { SegmentationCounts } from "./counts.ts";

/** Mean over the scored pixels of -log p(true class), nats. */
export const pixelNll = {
  id: "pixel-nll",
  name: "NLL (pixels)",
  title: "negative log-likelihood over all pixels, nats",
  source: "Guo et al. 2017, On Calibration of Modern Neural Networks, eq. 6, of pixels",
  unit: "",
  better: "lower",
  range: [0, Number.POSITIVE_INFINITY],
  definition: { log: "e", void: "ignored" },
  version: 1,
  headline: true,
  needs: "confidence",
  compute: (drawn) => {
    const { nll, total } = drawn.derived(confidenceSums);
    return nll / total;
  },
} as const satisfies ImageMetric<SegmentationCounts>;
