import type { ImageMetric } from "../images/drawn.ts";
import {
  apCoco,
  apCoco50,
  apCoco75,
  apCocoLarge,
  apCocoMedium,
  apCocoSmall,
  apVoc,
  apVoc07,
  averageRecall,
  vocPrecision,
} from "./ap.ts";
import { areaUnderPrecision, elevenPointOfNumpy } from "./average-precision.ts";
import type { DetectionCounts } from "./boxes.ts";
import { detectionEce, localisationEce, type OperatingPoint } from "./calibration.ts";
import { markVoc, type VocRule } from "./voc-marks.ts";

/** Every metric of detections, in the order in which tables print them. */
export function detectionMetrics(point: OperatingPoint): readonly ImageMetric<DetectionCounts>[] {
  return [
    apVoc,
    apVoc07,
    apCoco,
    apCoco50,
    apCoco75,
    apCocoSmall,
    apCocoMedium,
    apCocoLarge,
    averageRecall(1),
    averageRecall(10),
    averageRecall(100),
    detectionEce(point),
    localisationEce(point),
  ];
}

/** VOC's average precision as a copy of the devkit computes it. */
function copyOfDevkit(source: string, rule: VocRule, definition: Readonly<Record<string, string>>) {
  const marks = (counts: DetectionCounts) => markVoc(counts, rule);
  return [
    vocPrecision({ ...apVoc, source, definition: { ...apVoc.definition, ...definition } }, areaUnderPrecision, marks),
    vocPrecision(
      { ...apVoc07, source, definition: { ...apVoc07.definition, ...definition } },
      elevenPointOfNumpy,
      marks,
    ),
  ];
}

/** Other code bases' readings of VOC's average precision; the matching differs, the mean over classes is the devkit's. */
export const detectionVariants = [
  {
    id: "py-faster-rcnn",
    title: "an overlap of exactly 0.5 is none; scores written with three decimals, which makes ties",
    source: "rbgirshick/py-faster-rcnn, lib/datasets/voc_eval.py, and its copies",
    metrics: copyOfDevkit(
      "rbgirshick/py-faster-rcnn, lib/datasets/voc_eval.py",
      { overlap: 0.5, strict: true, decimals: 3 },
      { iou: ">0.5", scores: "3 decimals" },
    ),
  },
  {
    id: "amdegroot",
    title: "an overlap of exactly 0.5 is none; widths without the last pixel",
    source: "amdegroot/ssd.pytorch, eval.py",
    metrics: copyOfDevkit(
      "amdegroot/ssd.pytorch, eval.py",
      { overlap: 0.5, strict: true, withoutCorners: true, decimals: 3 },
      { iou: ">0.5", widths: "x2-x1", scores: "3 decimals" },
    ),
  },
] as const;
