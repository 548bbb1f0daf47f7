import type { Drawn, ImageMetric } from "../images/drawn.ts";
import type { SegmentationCounts } from "./counts.ts";
import { miou } from "./miou.ts";
import { accuracyOf, iouOf, overlapOf } from "./overlap.ts";

type ClassMetric = ImageMetric<SegmentationCounts>;

/**
 * Intersection over union, and accuracy, of each class by itself: the numbers that mIoU and mAcc are means of. Ids are
 * `iou:` and `acc:` with the class's index; Dice is 2 IoU / (1 + IoU).
 */
export function classMetrics(names: readonly string[]): readonly ClassMetric[] {
  return names.flatMap((name, k) => [
    ofClass(`iou:${k}`, `IoU ${name}`, `intersection over union of ${name}`, (drawn) => drawn.derived(ious)[k]),
    ofClass(
      `acc:${k}`,
      `Acc ${name}`,
      `accuracy (recall) of the pixels of ${name}`,
      (drawn) => drawn.derived(recalls)[k],
    ),
  ]);
}

function ious(drawn: Drawn<SegmentationCounts>): Float64Array {
  return iouOf(drawn.derived(overlapOf));
}

function recalls(drawn: Drawn<SegmentationCounts>): Float64Array {
  return accuracyOf(drawn.derived(overlapOf));
}

function ofClass(id: string, name: string, title: string, compute: ClassMetric["compute"]): ClassMetric {
  const { headline: _, ...record } = miou;
  return { ...record, id, name, title, definition: { sum: "pixels", void: "ignored" }, compute };
}
