import { findById } from "../../src/core/find-by-id.ts";
import type { ImageMetric } from "../images/drawn.ts";
import type { SegmentationCounts } from "./counts.ts";
import { macc } from "./macc.ts";
import { segmentationMetrics } from "./metrics.ts";
import { miou } from "./miou.ts";
import { accuracyOf, iouOf, meanDefined, overlapOf } from "./overlap.ts";

/** How one code base computes some of the metrics of label maps, under the same ids and other signatures. */
export interface SegmentationVariant {
  readonly id: string;
  readonly title: string;
  /** Repository and path whose numbers it reproduces. */
  readonly source: string;
  /** The metrics that differ; the others stay canonical. */
  readonly metrics: readonly ImageMetric<SegmentationCounts>[];
}

const same = (id: string, title: string, source: string): SegmentationVariant => ({ id, title, source, metrics: [] });

/** Every variant. mmsegmentation's, jfzhang95's and Cityscapes' are ours, and are named so that they can be asked for. */
export const segmentationVariants: readonly SegmentationVariant[] = [
  same(
    "mmsegmentation",
    "as ours; its version 1.x sums in single precision and rounds to two decimals",
    "open-mmlab/mmsegmentation, mmseg/core/evaluation/metrics.py, mmseg/evaluation/metrics/iou_metric.py",
  ),
  same(
    "jfzhang95",
    "as ours, of a centre crop of 513",
    "jfzhang95/pytorch-deeplab-xception, utils/metrics.py; VainF/DeepLabV3Plus-Pytorch, metrics/stream_metrics.py",
  ),
  same(
    "cityscapes",
    "as ours, of 19 train ids, everything else void, at 2048 x 1024",
    "mcordts/cityscapesScripts, evaluation/evalPixelLevelSemanticLabeling.py",
  ),
  {
    id: "voc-devkit",
    title: "plain mean over classes: one that neither is true nor was predicted leaves the mIoU undefined",
    source: "VOC 2012 devkit, VOCevalseg.m",
    metrics: [
      {
        ...miou,
        definition: { ...miou.definition, absent: "undefined" },
        compute: (drawn) => plainMean(iouOf(drawn.derived(overlapOf))),
      },
    ],
  },
  {
    id: "torchmetrics",
    title: "mAcc counts a class that was predicted and never is true as 0",
    source: "Lightning-AI/torchmetrics 1.9, functional/classification/accuracy.py (macro)",
    metrics: [
      {
        ...macc,
        definition: { ...macc.definition, absent: "0-where-predicted" },
        compute: (drawn) => {
          const overlap = drawn.derived(overlapOf);
          const recalls = accuracyOf(overlap).map((value, k) =>
            overlap.truth[k] + overlap.predicted[k] > 0 ? value || 0 : value,
          );
          return meanDefined(recalls);
        },
      },
    ],
  },
  {
    id: "espnet",
    title: "what was predicted where the truth is void counts as false positives, as in ESPNet's published figures",
    source: "sacmehta/ESPNet, train/IOUEval.py, over the whole set",
    metrics: [
      {
        ...miou,
        definition: { ...miou.definition, void: "false-positive" },
        compute: (drawn) => {
          const overlap = drawn.derived(overlapOf);
          return meanDefined(iouOf({ ...overlap, predicted: overlap.predicted.map((n, k) => n + overlap.inVoid[k]) }));
        },
      },
    ],
  },
];

/**
 * Every metric, those that the variant defines otherwise in its definition.
 *
 * @throws InputError on an id that is not a variant's
 */
export function segmentationVariantMetrics(id: string): readonly ImageMetric<SegmentationCounts>[] {
  const { metrics } = findById(segmentationVariants, id, "variant");
  return segmentationMetrics.map((metric) => metrics.find((other) => other.id === metric.id) ?? metric);
}

function plainMean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
