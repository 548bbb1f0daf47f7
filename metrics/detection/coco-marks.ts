import { areaOf, type Box, type DetectionCounts, intersectionOf, iouOfBoxes, placesByClass } from "./boxes.ts";
import { byFallingScore, MARK, type RankedClass } from "./ranked.ts";

/** 0.50, 0.55, ..., 0.95, as NumPy makes them. */
export const COCO_OVERLAPS: readonly number[] = Array.from({ length: 10 }, (_, i) => 0.5 + i * 0.05);

/** Areas in square pixels between which an object counts, both included. */
export const COCO_AREAS = {
  all: [0, 1e10],
  small: [0, 32 ** 2],
  medium: [32 ** 2, 96 ** 2],
  large: [96 ** 2, 1e10],
} as const;

export type CocoArea = keyof typeof COCO_AREAS;

/** Most detections of a class and an image that are looked at: the most confident ones. */
const MOST_DETECTIONS = 100;

/** Marks at each overlap; the ranking is the same. */
export interface CocoClass extends Omit<RankedClass, "marks"> {
  /** [overlap][rank] */
  readonly marks: readonly Int8Array[];
  /** Place of each among the detections of its class and image, by falling score. */
  readonly places: Int32Array;
}

/**
 * Marks as COCO's API does. In each image, by falling score, each detection takes the free object of its class that it
 * overlaps most, provided that it does enough. Crowds, and objects out of the range of areas, may be taken by any number
 * of detections, which then count neither way, as do detections out of that range that take none. The overlap with a
 * crowd is the share of the detection.
 *
 * Source: cocodataset/cocoapi, PythonAPI/pycocotools/cocoeval.py.
 */
export function markCoco(counts: DetectionCounts, area: CocoArea): readonly CocoClass[] {
  const truthPlaces = placesByClass(counts.truth, counts.classes);
  const detectedPlaces = placesByClass(counts.detected, counts.classes);
  return truthPlaces.map((truths, k) => markClass(counts, truths, detectedPlaces[k], COCO_AREAS[area]));
}

type Places = ReadonlyMap<number, readonly number[]>;

interface Target {
  readonly box: Box;
  readonly crowd: boolean;
  readonly ignored: boolean;
}

function markClass(
  { images, truth, detected }: DetectionCounts,
  truths: Places,
  detections: Places,
  range: readonly [number, number],
): CocoClass {
  const found: { image: number; score: number; place: number; marks: readonly number[] }[] = [];
  const objects = new Float64Array(images);
  for (let image = 0; image < images; image++) {
    const targets = (truths.get(image) ?? []).map((at): Target => {
      const { box, difficult = false, area = areaOf(box) } = truth[at];
      return { box, crowd: difficult, ignored: difficult || area < range[0] || area > range[1] };
    });
    // Those that count come first, so that a detection takes an ignored one only where it can take no other.
    targets.sort((a, b) => Number(a.ignored) - Number(b.ignored));
    objects[image] = targets.filter(({ ignored }) => !ignored).length;
    const list = detections.get(image) ?? [];
    const order = byFallingScore(list.map((at) => detected[at].score)).subarray(0, MOST_DETECTIONS);
    const boxes = [...order].map((at) => detected[list[at]]);
    const marks = COCO_OVERLAPS.map((least) => markImage(boxes, targets, least, range));
    for (const [place, { score }] of boxes.entries()) {
      found.push({ image, score, place, marks: marks.map((row) => row[place]) });
    }
  }
  const ranking = byFallingScore(found.map(({ score }) => score));
  const ranked = [...ranking].map((at) => found[at]);
  return {
    images: Int32Array.from(ranked, ({ image }) => image),
    scores: Float64Array.from(ranked, ({ score }) => score),
    places: Int32Array.from(ranked, ({ place }) => place),
    marks: COCO_OVERLAPS.map((_, t) => Int8Array.from(ranked, ({ marks }) => marks[t])),
    objects,
  };
}

function markImage(
  boxes: readonly { readonly box: Box }[],
  targets: readonly Target[],
  least: number,
  range: readonly [number, number],
): readonly number[] {
  const taken = new Set<Target>();
  return boxes.map(({ box }) => {
    let [best, overlap] = [undefined as Target | undefined, Math.min(least, 1 - 1e-10)];
    for (const target of targets) {
      if (taken.has(target) && !target.crowd) continue;
      if (best !== undefined && !best.ignored && target.ignored) break;
      const here = target.crowd ? intersectionOf(box, target.box) / areaOf(box) : iouOfBoxes(box, target.box);
      if (here >= overlap) [best, overlap] = [target, here];
    }
    if (best !== undefined) {
      taken.add(best);
      return best.ignored ? MARK.neither : MARK.hit;
    }
    const area = areaOf(box);
    return area < range[0] || area > range[1] ? MARK.neither : MARK.miss;
  });
}

export const cocoMarksAll = (counts: DetectionCounts) => markCoco(counts, "all");
export const cocoMarksSmall = (counts: DetectionCounts) => markCoco(counts, "small");
export const cocoMarksMedium = (counts: DetectionCounts) => markCoco(counts, "medium");
export const cocoMarksLarge = (counts: DetectionCounts) => markCoco(counts, "large");
