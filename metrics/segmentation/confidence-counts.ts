import { InputError } from "../../src/core/error.ts";
import { CALIBRATION_BINS, equalWidthEdges, findBin } from "../reliability.ts";

/** Bins of log-odds by which pixels are ranked. */
export const RANK_BINS = 1000;

/**
 * Log-odds between which the ranking tells confidences apart, 0.024 a step: from below one of a thousand classes to
 * beyond what single precision can hold. Dense networks give most pixels a confidence above 0.99: bins of equal width in
 * the confidence itself would rank none of them.
 */
const LOG_ODDS = [-7, 17] as const;

/** Where the parts of an image's counts begin. */
export const PART = {
  /** Scored pixels by 15 bins of confidence, those that are right, and the sums of their confidences. */
  count: 0,
  right: CALIBRATION_BINS,
  confidence: 2 * CALIBRATION_BINS,
  /** Scored pixels by bins of log-odds, ascending, and those that are wrong. */
  ranked: 3 * CALIBRATION_BINS,
  rankedWrong: 3 * CALIBRATION_BINS + RANK_BINS,
  /** Sums of the negative log-likelihood (nats) and of the squared distances to the truth. */
  nll: 3 * CALIBRATION_BINS + 2 * RANK_BINS,
  brier: 3 * CALIBRATION_BINS + 2 * RANK_BINS + 1,
} as const;

/** Numbers that are kept of an image. */
export const CONFIDENCE_WIDTH = 3 * CALIBRATION_BINS + 2 * RANK_BINS + 2;

/**
 * What calibration and selective risk need of an image's pixels, 16 kB whatever its size: 15-bin histograms from which
 * the calibration error is exact, a histogram by which pixels are ranked, sums of losses. All in double precision.
 *
 * @param logits [pixels, classes], or log-probabilities
 * @param truth class of each pixel; `classes` where it is void
 * @returns [CONFIDENCE_WIDTH], its parts where `PART` says
 * @throws InputError on a logit that is not finite
 */
export function countConfidence(logits: ArrayLike<number>, truth: ArrayLike<number>, classes: number): Float64Array {
  if (logits.length !== truth.length * classes) {
    throw new InputError("logits", { expected: `${truth.length} x ${classes} values`, got: `${logits.length}` });
  }
  const counts = new Float64Array(CONFIDENCE_WIDTH);
  const edges = equalWidthEdges(CALIBRATION_BINS);
  const odds = new Float64Array(classes);
  for (let pixel = 0; pixel < truth.length; pixel++) {
    const label = truth[pixel];
    if (label === classes) continue;
    const top = oddsOf(logits, pixel * classes, odds);
    let [others, squares] = [0, 0];
    for (let k = 0; k < classes; k++) if (k !== top) others += odds[k];
    const sum = 1 + others;
    for (let k = 0; k < classes; k++) squares += (odds[k] / sum - (k === label ? 1 : 0)) ** 2;
    const confidence = 1 / sum;
    const bin = findBin(confidence, edges, "(lo,hi]");
    const rank = rankOf(others);
    counts[PART.count + bin]++;
    counts[PART.confidence + bin] += confidence;
    counts[PART.ranked + rank]++;
    if (top === label) counts[PART.right + bin]++;
    else counts[PART.rankedWrong + rank]++;
    counts[PART.nll] += Math.log(sum) + logits[pixel * classes + top] - logits[pixel * classes + label];
    counts[PART.brier] += squares;
  }
  return counts;
}

/** e^(logit - largest) of each class; the place of the largest, the first of equals. */
function oddsOf(logits: ArrayLike<number>, start: number, odds: Float64Array): number {
  let top = 0;
  for (let k = 0; k < odds.length; k++) {
    const logit = logits[start + k];
    if (!Number.isFinite(logit)) {
      throw new InputError(`logits, pixel ${start / odds.length}, class ${k}`, {
        expected: "a number",
        got: `${logit}`,
      });
    }
    if (logit > logits[start + top]) top = k;
  }
  for (let k = 0; k < odds.length; k++) odds[k] = Math.exp(logits[start + k] - logits[start + top]);
  return top;
}

/** @param others sum of the other classes' odds: log(p / (1 - p)) = -log(others) */
function rankOf(others: number): number {
  const [low, high] = LOG_ODDS;
  const place = Math.floor(((-Math.log(others) - low) / (high - low)) * RANK_BINS);
  return Math.min(Math.max(place, 0), RANK_BINS - 1);
}
