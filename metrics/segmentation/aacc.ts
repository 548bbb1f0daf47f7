import type { ImageMetric } from "../images/drawn.ts";
import type { SegmentationCounts } from "./counts.ts";
import { overlapOf } from "./overlap.ts";

/** Share of the scored pixels that were predicted right, of whatever class: the large classes decide. */
export const aacc = {
  id: "aacc",
  name: "aAcc",
  title: "accuracy over all pixels",
  source: "mmsegmentation 0.x mmseg/core/evaluation/metrics.py; Long, Shelhamer and Darrell 2015, section 5",
  unit: "%",
  better: "higher",
  range: [0, 1],
  definition: { sum: "pixels", void: "ignored" },
  version: 1,
  headline: true,
  compute: (drawn) => {
    const { both, total } = drawn.derived(overlapOf);
    return both.reduce((sum, pixels) => sum + pixels, 0) / total;
  },
} as const satisfies ImageMetric<SegmentationCounts>;
