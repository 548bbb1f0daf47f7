import { ranking } from "./ranking.ts";
import { type BinSums, CALIBRATION_BINS } from "./reliability.ts";
import type { Sample } from "./sample.ts";
import { topLabel } from "./top-label.ts";

/**
 * Examples in 15 bins of as equal size as can be, by ascending confidence: of n examples the first n mod 15 bins take
 * one more. Equal confidences stay together, in the bin of the first of them, so that the order of the file does not
 * matter. A derived quantity: the edges move with the sample.
 */
export function equalMassSums(sample: Sample): BinSums {
  const { order, correct, last } = sample.fixed(ranking);
  const { confidence } = sample.fixed(topLabel);
  const { counts, total } = sample;
  const bins = Math.min(CALIBRATION_BINS, total);
  const sums = {
    count: new Float64Array(bins),
    confidence: new Float64Array(bins),
    correct: new Float64Array(bins),
  };
  let placed = 0;
  let group = 0;
  let groupCorrect = 0;
  for (let rank = order.length - 1; rank >= 0; rank--) {
    const weight = counts[order[rank]];
    group += weight;
    groupCorrect += weight * correct[rank];
    // Read from the least confident, a group ends where the next rank up ends a group of its own.
    if ((rank > 0 && last[rank - 1] === 0) || group === 0) continue;
    const bin = binOfPosition(placed, total, bins);
    sums.count[bin] += group;
    sums.confidence[bin] += group * confidence[order[rank]];
    sums.correct[bin] += groupCorrect;
    placed += group;
    group = 0;
    groupCorrect = 0;
  }
  return sums;
}

/** The part that position from 0 to count - 1 falls into when count is split into parts as numpy.array_split does. */
function binOfPosition(position: number, count: number, parts: number): number {
  const size = Math.floor(count / parts);
  const larger = count % parts;
  const boundary = larger * (size + 1);
  return position < boundary ? Math.floor(position / (size + 1)) : larger + Math.floor((position - boundary) / size);
}
