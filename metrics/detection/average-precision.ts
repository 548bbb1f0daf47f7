import type { PrecisionRecall } from "./ranked.ts";

/** How a precision-recall curve becomes a number. Undefined (NaN) where nothing is to be found. */
export type PrecisionRule = (curve: PrecisionRecall) => number;

/**
 * VOC 2007: mean over t = 0, 0.1, ..., 1 of the largest precision at a recall of t or more. Compared in integers,
 * 10 hits >= 10 t objects: a floating-point 0.3 misses or meets a recall of 3/10 by chance, differently in NumPy and MATLAB.
 */
export const elevenPoint: PrecisionRule = ({ length, hits, misses, objects }) => {
  if (objects === 0) return Number.NaN;
  let [sum, best, at] = [0, 0, length - 1];
  for (let tenth = 10; tenth >= 0; tenth--) {
    for (; at >= 0 && 10 * hits[at] >= tenth * objects; at--) best = Math.max(best, hits[at] / (hits[at] + misses[at]));
    sum += best;
  }
  return sum / 11;
};

/** The same, compared in floating point as NumPy's copies of the devkit do: a recall of 3/5 is below their 0.6. */
export const elevenPointOfNumpy: PrecisionRule = ({ length, hits, misses, objects }) => {
  if (objects === 0) return Number.NaN;
  let [sum, best, at] = [0, 0, length - 1];
  for (let tenth = 10; tenth >= 0; tenth--) {
    for (; at >= 0 && hits[at] / objects >= tenth * 0.1; at--)
      best = Math.max(best, hits[at] / (hits[at] + misses[at]));
    sum += best;
  }
  return sum / 11;
};

/** VOC from 2010 on: the area under the precision, made to fall (the largest at this recall or more). */
export const areaUnderPrecision: PrecisionRule = ({ length, hits, misses, objects }) => {
  if (objects === 0) return Number.NaN;
  let [sum, best] = [0, 0];
  for (let at = length - 1; at >= 0; at--) {
    best = Math.max(best, hits[at] / (hits[at] + misses[at]));
    sum += (hits[at] - (at === 0 ? 0 : hits[at - 1])) * best;
  }
  return sum / objects;
};

const RECALL_POINTS = 101;

/** COCO: mean of that precision at the recalls 0, 0.01, ..., 1. */
export const hundredPoints: PrecisionRule = ({ length, hits, misses, objects }) => {
  if (objects === 0) return Number.NaN;
  let [sum, best, at] = [0, 0, length - 1];
  for (let point = RECALL_POINTS - 1; point >= 0; point--) {
    // In floating point, as pycocotools compares.
    const recall = point === RECALL_POINTS - 1 ? 1 : point * 0.01;
    for (; at >= 0 && hits[at] / objects >= recall; at--) best = Math.max(best, hits[at] / (hits[at] + misses[at]));
    sum += best;
  }
  return sum / RECALL_POINTS;
};
