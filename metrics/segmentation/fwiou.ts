import type { ImageMetric } from "../images/drawn.ts";
import type { SegmentationCounts } from "./counts.ts";
import { iouOf, overlapOf } from "./overlap.ts";

/** Sum over classes of the share of the scored pixels that are of the class, times its intersection over union. */
export const fwiou = {
  id: "fwiou",
  name: "FWIoU",
  title: "intersection over union, classes by their frequency",
  source: "jfzhang95/pytorch-deeplab-xception, utils/metrics.py; Long, Shelhamer and Darrell 2015, section 5",
  unit: "%",
  better: "higher",
  range: [0, 1],
  definition: { sum: "pixels", void: "ignored" },
  version: 1,
  compute: (drawn) => {
    const overlap = drawn.derived(overlapOf);
    const iou = iouOf(overlap);
    let sum = 0;
    for (const [k, pixels] of overlap.truth.entries()) if (pixels > 0) sum += pixels * iou[k];
    return sum / overlap.total;
  },
} as const satisfies ImageMetric<SegmentationCounts>;
