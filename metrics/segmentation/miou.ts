import type { ImageMetric } from "../images/drawn.ts";
import type { SegmentationCounts } from "./counts.ts";
import { iouOf, meanDefined, overlapOf } from "./overlap.ts";

/**
 * Mean intersection over union: mIoU = mean over classes c of n_cc / (sum_j n_cj + sum_j n_jc - n_cc), n_ij the pixels of
 * class i that were predicted as class j, summed over all images before anything is divided.
 *
 * Conventions: void pixels of the truth are left out of everything; a class that neither is true nor was predicted
 * anywhere is left out of the mean; one that was predicted and never is true counts as 0.
 *
 * @example
 * // Class 0: 1 of 2; class 1: 1 of 2.
 * miou.compute(drawAll({ classes: 2, images: 1, confusion: labelCounter({ classes: 2 })([0, 0, 1], [0, 1, 1]) })) // 0.5
 */
export const miou = {
  id: "miou",
  name: "mIoU",
  title: "mean intersection over union of the classes",
  source:
    "mmsegmentation 0.x mmseg/core/evaluation/metrics.py; Everingham et al. 2010, The PASCAL Visual Object Classes Challenge, section 4.3",
  unit: "%",
  better: "higher",
  range: [0, 1],
  definition: { sum: "pixels", void: "ignored", absent: "left-out" },
  version: 1,
  headline: true,
  compute: (drawn) => meanDefined(iouOf(drawn.derived(overlapOf))),
} as const satisfies ImageMetric<SegmentationCounts>;
