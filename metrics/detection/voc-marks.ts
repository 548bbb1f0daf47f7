import { type Box, type DetectionCounts, iouOfBoxes, placesByClass } from "./boxes.ts";
import { byFallingScore, MARK, type RankedClass } from "./ranked.ts";

/** How VOC's devkit, or a copy of it, marks detections. */
export interface VocRule {
  /** Least overlap of a hit; 0 means any that is more than nothing. */
  readonly overlap: number;
  /** Whether an overlap of exactly that much is none (the Python copies). */
  readonly strict?: boolean;
  /** Whether corners are taken without their pixel, widths as x2 - x1 (amdegroot). */
  readonly withoutCorners?: boolean;
  /** Decimals to which scores are written before they are sorted (py-faster-rcnn: 3). */
  readonly decimals?: number;
}

/** Marks of a class, and how well each hit lies. */
export interface VocClass extends RankedClass {
  /** Overlap with the object of its class and image that it overlaps most; 0 where there is none. */
  readonly overlaps: Float64Array;
}

/**
 * Marks as VOC's devkit does. By falling score, each detection looks at the one object of its class and image that it
 * overlaps most (the first of equals). With enough overlap it is a hit if that object is free, counts neither way if that
 * object is difficult, and else is a miss (a duplicate), even if a second object would do. Difficult objects need not be
 * found.
 *
 * How many of several detections with equal scores are hits does not depend on their order.
 *
 * Source: VOCdevkit, VOCevaldet.m.
 *
 * @returns by class
 */
export function markVoc(counts: DetectionCounts, rule: VocRule): readonly VocClass[] {
  const truthPlaces = placesByClass(counts.truth, counts.classes);
  const detectedPlaces = placesByClass(counts.detected, counts.classes);
  return truthPlaces.map((truths, k) => markClass(counts, truths, [...detectedPlaces[k].values()].flat(), rule));
}

function markClass(
  { images, truth, detected }: DetectionCounts,
  truths: ReadonlyMap<number, readonly number[]>,
  places: readonly number[],
  { overlap: least, strict = false, withoutCorners = false, decimals }: VocRule,
): VocClass {
  const inOrder = [...places].sort((a, b) => a - b);
  const scores = inOrder.map((place) => roundedTo(detected[place].score, decimals));
  const order = byFallingScore(scores);
  const shape = withoutCorners ? withoutLastPixel : (box: Box) => box;
  const taken = new Set<number>();
  const marks = new Int8Array(order.length);
  const overlaps = new Float64Array(order.length);
  for (const [rank, at] of order.entries()) {
    const { image, box } = detected[inOrder[at]];
    let best = -1;
    for (const place of truths.get(image) ?? []) {
      const overlap = iouOfBoxes(shape(box), shape(truth[place].box));
      if (best === -1 || overlap > overlaps[rank]) [best, overlaps[rank]] = [place, overlap];
    }
    const found = overlaps[rank] > 0 && (strict ? overlaps[rank] > least : overlaps[rank] >= least);
    if (found && truth[best].difficult) continue;
    marks[rank] = found && !taken.has(best) ? MARK.hit : MARK.miss;
    if (found) taken.add(best);
  }
  const objects = new Float64Array(images);
  for (const [image, list] of truths) objects[image] = list.filter((place) => !truth[place].difficult).length;
  return {
    images: Int32Array.from(order, (at) => detected[inOrder[at]].image),
    scores: Float64Array.from(order, (at) => scores[at]),
    marks,
    overlaps,
    objects,
  };
}

function roundedTo(score: number, decimals: number | undefined): number {
  return decimals === undefined ? score : Number(score.toFixed(decimals));
}

function withoutLastPixel([left, top, right, bottom]: Box): Box {
  return [left, top, right - 1, bottom - 1];
}

/** The devkit's: an overlap of half or more. A fixed quantity. */
export function devkitMarks(counts: DetectionCounts): readonly VocClass[] {
  return markVoc(counts, { overlap: 0.5 });
}
