import type { ImageMetric } from "../images/drawn.ts";
import { imageWise } from "../images/image-wise.ts";
import { aacc } from "./aacc.ts";
import type { SegmentationCounts } from "./counts.ts";
import { fwiou } from "./fwiou.ts";
import { macc } from "./macc.ts";
import { miou } from "./miou.ts";
import { pixelAurc } from "./pixel-aurc.ts";
import { pixelBrier } from "./pixel-brier.ts";
import { pixelEce } from "./pixel-ece.ts";
import { pixelMce } from "./pixel-mce.ts";
import { pixelNll } from "./pixel-nll.ts";

const PIXELS =
  "Croce, Singh and Hein 2024, Towards Reliable Evaluation and Fast Training of Robust Semantic Segmentation";

/** Every metric of label maps, in the order in which tables print them. A new one is a file, its test and a line here. */
export const segmentationMetrics: readonly ImageMetric<SegmentationCounts>[] = [
  miou,
  macc,
  aacc,
  fwiou,
  imageWise(
    {
      id: "image-miou",
      name: "mIoU by image",
      title: "mean over images of each one's mIoU: not the mIoU",
      source: PIXELS,
    },
    miou,
  ),
  pixelEce,
  pixelMce,
  pixelNll,
  pixelBrier,
  pixelAurc,
  imageWise(
    { ...pixelEce, id: "image-ece", name: "ECE by image", title: "mean over images of each one's ECE" },
    pixelEce,
  ),
  imageWise(
    { ...pixelAurc, id: "image-aurc", name: "AURC by image", title: "mean over images of each one's AURC" },
    pixelAurc,
  ),
];

/** The metrics that these counts have what it takes for. */
export function segmentationMetricsFor(
  { confidence }: Pick<SegmentationCounts, "confidence">,
  metrics: readonly ImageMetric<SegmentationCounts>[] = segmentationMetrics,
): readonly ImageMetric<SegmentationCounts>[] {
  return metrics.filter(({ needs }) => needs === undefined || confidence !== undefined);
}
