import type { Drawn, ImageMetric } from "../images/drawn.ts";
import { meanDefined } from "../segmentation/overlap.ts";
import { areaUnderPrecision, elevenPoint, hundredPoints, type PrecisionRule } from "./average-precision.ts";
import type { DetectionCounts } from "./boxes.ts";
import {
  COCO_OVERLAPS,
  type CocoClass,
  cocoMarksAll,
  cocoMarksLarge,
  cocoMarksMedium,
  cocoMarksSmall,
} from "./coco-marks.ts";
import { MARK, objectsOf, precisionRecall, type Ties } from "./ranked.ts";
import { devkitMarks, type VocClass } from "./voc-marks.ts";

type DetectionMetric = ImageMetric<DetectionCounts>;

/** An average precision: its mean over classes, that of a class, and both over orders of equal scores. */
export interface PrecisionMetric extends DetectionMetric {
  /** [class] */
  byClass(drawn: Drawn<DetectionCounts>, ties: Ties): Float64Array;
  bounds(drawn: Drawn<DetectionCounts>): readonly [lowest: number, highest: number];
}

type Record = Pick<DetectionMetric, "id" | "name" | "title" | "source" | "definition" | "headline">;

/**
 * VOC's average precision of each class, and its mean over the classes that have an object that is not difficult.
 *
 * @param marks a fixed quantity
 */
export function vocPrecision(
  record: Record,
  rule: PrecisionRule,
  marks: (counts: DetectionCounts) => readonly VocClass[] = devkitMarks,
): PrecisionMetric {
  return precisionMetric(record, (drawn, ties) =>
    Float64Array.from(drawn.fixed(marks), (ranked) => rule(precisionRecall(ranked, drawn.weights, ties))),
  );
}

type CocoMarks = (counts: DetectionCounts) => readonly CocoClass[];

/** Precision of each class at each overlap, [class][overlap]: shared by the figures that are means of it. */
function cocoPrecisions(marks: CocoMarks) {
  const values = (drawn: Drawn<DetectionCounts>, ties: Ties) =>
    drawn
      .fixed(marks)
      .map((ranked) =>
        ranked.marks.map((row) => hundredPoints(precisionRecall({ ...ranked, marks: row }, drawn.weights, ties))),
      );
  const inFile = (drawn: Drawn<DetectionCounts>) => values(drawn, "file");
  return (drawn: Drawn<DetectionCounts>, ties: Ties) => (ties === "file" ? drawn.derived(inFile) : values(drawn, ties));
}

const precisionsOfAll = cocoPrecisions(cocoMarksAll);

/** COCO's: mean over overlaps of the precision at 101 recalls. Equal scores of one image stay in the order of the file. */
function cocoPrecision(
  record: Record,
  precisions: ReturnType<typeof cocoPrecisions>,
  overlaps: readonly number[] = COCO_OVERLAPS.map((_, t) => t),
): PrecisionMetric {
  return precisionMetric(record, (drawn, ties) =>
    Float64Array.from(precisions(drawn, ties), (row) => meanOf(overlaps.map((t) => row[t]))),
  );
}

function precisionMetric(record: Record, valuesOf: PrecisionMetric["byClass"]): PrecisionMetric {
  const inFile = (drawn: Drawn<DetectionCounts>) => valuesOf(drawn, "file");
  const byClass = (drawn: Drawn<DetectionCounts>, ties: Ties) =>
    ties === "file" ? drawn.derived(inFile) : valuesOf(drawn, ties);
  const compute = (drawn: Drawn<DetectionCounts>, ties: Ties = "file") => meanDefined(byClass(drawn, ties));
  return {
    ...record,
    unit: "%",
    better: "higher",
    range: [0, 1],
    version: 1,
    byClass,
    bounds: (drawn) => [compute(drawn, "lowest"), compute(drawn, "highest")],
    compute: (drawn) => compute(drawn),
  };
}

/** One class's average precision, as a metric with an interval of its own: `ap:` and the class's index. */
export function classPrecisions(metric: PrecisionMetric, names: readonly string[]): readonly DetectionMetric[] {
  const lowest = (drawn: Drawn<DetectionCounts>) => metric.byClass(drawn, "lowest");
  const highest = (drawn: Drawn<DetectionCounts>) => metric.byClass(drawn, "highest");
  return names.map((name, k) => ({
    ...metric,
    id: `ap:${k}`,
    name: `AP ${name}`,
    title: `average precision of ${name}`,
    headline: false,
    bounds: (drawn) => [drawn.derived(lowest)[k], drawn.derived(highest)[k]],
    compute: (drawn) => metric.byClass(drawn, "file")[k],
  }));
}

const DEVKIT = "VOCdevkit, VOCevaldet.m and VOCap.m; Everingham et al. 2010, section 4.2";
const COCO = "cocodataset/cocoapi, PythonAPI/pycocotools/cocoeval.py; Lin et al. 2014, Microsoft COCO";
const VOC = { match: "voc", iou: ">=0.5", ties: "file" };
const coco = (iou: string, area: string) => ({ match: "coco", iou, recalls: 101, dets: 100, area, ties: "file" });

export const apVoc = vocPrecision(
  {
    id: "ap-voc",
    name: "mAP VOC",
    title: "VOC's mean average precision, area",
    source: DEVKIT,
    definition: { ...VOC, ap: "area" },
    headline: true,
  },
  areaUnderPrecision,
);

export const apVoc07 = vocPrecision(
  {
    id: "ap-voc07",
    name: "mAP VOC07",
    title: "VOC 2007's mean average precision, 11 points",
    source: DEVKIT,
    definition: { ...VOC, ap: "11-point" },
    headline: true,
  },
  elevenPoint,
);

export const apCoco = cocoPrecision(
  {
    id: "ap-coco",
    name: "AP COCO",
    title: "COCO's average precision, overlaps of 0.5 to 0.95",
    source: COCO,
    definition: coco("0.5:0.95", "all"),
    headline: true,
  },
  precisionsOfAll,
);

export const apCoco50 = cocoPrecision(
  {
    id: "ap-coco50",
    name: "AP50 COCO",
    title: "COCO's average precision, overlap of 0.5",
    source: COCO,
    definition: coco("0.5", "all"),
  },
  precisionsOfAll,
  [0],
);

export const apCoco75 = cocoPrecision(
  {
    id: "ap-coco75",
    name: "AP75 COCO",
    title: "COCO's average precision, overlap of 0.75",
    source: COCO,
    definition: coco("0.75", "all"),
  },
  precisionsOfAll,
  [5],
);

const sized = (id: string, name: string, area: string, marks: (counts: DetectionCounts) => readonly CocoClass[]) =>
  cocoPrecision(
    {
      id,
      name,
      title: `COCO's average precision of ${area} objects`,
      source: COCO,
      definition: coco("0.5:0.95", area),
    },
    cocoPrecisions(marks),
  );

export const apCocoSmall = sized("ap-coco-small", "APs COCO", "small", cocoMarksSmall);
export const apCocoMedium = sized("ap-coco-medium", "APm COCO", "medium", cocoMarksMedium);
export const apCocoLarge = sized("ap-coco-large", "APl COCO", "large", cocoMarksLarge);

/** COCO's average recall: the largest recall with so many detections an image, mean over overlaps and classes. */
export function averageRecall(most: 1 | 10 | 100): DetectionMetric {
  return {
    id: `ar-coco${most}`,
    name: `AR${most} COCO`,
    title: `COCO's average recall with ${most} detection${most === 1 ? "" : "s"} an image and class`,
    source: COCO,
    unit: "%",
    better: "higher",
    range: [0, 1],
    definition: { match: "coco", iou: "0.5:0.95", dets: most },
    version: 1,
    compute: (drawn) =>
      meanDefined(Float64Array.from(drawn.fixed(cocoMarksAll), (ranked) => recallOf(ranked, drawn.weights, most))),
  };
}

function recallOf(ranked: CocoClass, weights: Uint16Array, most: number): number {
  const { images, places, marks } = ranked;
  let hits = 0;
  for (const row of marks) {
    for (let at = 0; at < row.length; at++) {
      if (row[at] === MARK.hit && places[at] < most) hits += weights[images[at]];
    }
  }
  return hits / marks.length / objectsOf({ ...ranked, marks: marks[0] }, weights);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
