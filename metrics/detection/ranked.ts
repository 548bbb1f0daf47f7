/** A detection is a hit (true positive), a miss (false positive), or counts neither way. */
export const MARK = { hit: 1, miss: -1, neither: 0 } as const;

/** The detections of a class over all images by falling score, equal scores in the order of the file. */
export interface RankedClass {
  /** Image of each. */
  readonly images: Int32Array;
  readonly scores: Float64Array;
  readonly marks: Int8Array;
  /** Objects of the class that are to be found, [image]. */
  readonly objects: Float64Array;
}

/** How detections of equal scores are ordered: as in the file, or in the way that makes the precision least or greatest. */
export type Ties = "file" | "lowest" | "highest";

/** Hits and misses so far, at each hit: between hits a precision only falls, and is made to fall anyway. */
export interface PrecisionRecall {
  readonly length: number;
  readonly hits: Float64Array;
  readonly misses: Float64Array;
  /** Objects that are to be found. */
  readonly objects: number;
}

/**
 * Hits and misses along the ranking, each image as often as it occurs. One that occurs several times makes one step of
 * several hits: what is between does not change a precision that is made to fall.
 */
export function precisionRecall(ranked: RankedClass, weights: Uint16Array, ties: Ties = "file"): PrecisionRecall {
  const steps = ties === "file" ? stepsInOrder(ranked, weights) : stepsOfEquals(ranked, weights, ties);
  return { ...steps, objects: objectsOf(ranked, weights) };
}

type Steps = Omit<PrecisionRecall, "objects">;

/** This is what a bootstrap does most: one look at each detection. */
function stepsInOrder({ images, marks }: RankedClass, weights: Uint16Array): Steps {
  const hits = new Float64Array(marks.length);
  const misses = new Float64Array(marks.length);
  let length = 0;
  let hit = 0;
  let miss = 0;
  for (let at = 0; at < marks.length; at++) {
    const mark = marks[at];
    const weight = weights[images[at]];
    if (mark === MARK.neither || weight === 0) continue;
    if (mark === MARK.hit) {
      hit += weight;
      hits[length] = hit;
      misses[length++] = miss;
    } else miss += weight;
  }
  return { length, hits, misses };
}

function stepsOfEquals(
  { images, scores, marks }: RankedClass,
  weights: Uint16Array,
  ties: "lowest" | "highest",
): Steps {
  const hits = new Float64Array(marks.length);
  const misses = new Float64Array(marks.length);
  let [length, hit, miss] = [0, 0, 0];
  for (let at = 0; at < marks.length; ) {
    let [hitsHere, missesHere] = [0, 0];
    for (const end = endOfEquals(scores, at); at < end; at++) {
      const weight = weights[images[at]];
      if (marks[at] === MARK.hit) hitsHere += weight;
      else if (marks[at] === MARK.miss) missesHere += weight;
    }
    hit += hitsHere;
    if (hitsHere > 0) {
      hits[length] = hit;
      misses[length++] = ties === "highest" ? miss : miss + missesHere;
    }
    miss += missesHere;
  }
  return { length, hits, misses };
}

export function objectsOf({ objects }: RankedClass, weights: Uint16Array): number {
  let sum = 0;
  for (let image = 0; image < weights.length; image++) sum += weights[image] * objects[image];
  return sum;
}

function endOfEquals(scores: Float64Array, start: number): number {
  let end = start + 1;
  while (end < scores.length && scores[end] === scores[start]) end++;
  return end;
}

/** Places by falling score, stable. */
export function byFallingScore(scores: ArrayLike<number>): Int32Array {
  return Int32Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[b] - scores[a] || a - b);
}
