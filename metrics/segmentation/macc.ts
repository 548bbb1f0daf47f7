import type { ImageMetric } from "../images/drawn.ts";
import type { SegmentationCounts } from "./counts.ts";
import { accuracyOf, meanDefined, overlapOf } from "./overlap.ts";

/** Mean over classes of the share of their pixels that were predicted as such; classes that are never true left out. */
export const macc = {
  id: "macc",
  name: "mAcc",
  title: "mean accuracy (recall) of the classes' pixels",
  source: "mmsegmentation 0.x mmseg/core/evaluation/metrics.py; Long, Shelhamer and Darrell 2015, section 5",
  unit: "%",
  better: "higher",
  range: [0, 1],
  definition: { sum: "pixels", void: "ignored", absent: "left-out" },
  version: 1,
  headline: true,
  compute: (drawn) => meanDefined(accuracyOf(drawn.derived(overlapOf))),
} as const satisfies ImageMetric<SegmentationCounts>;
