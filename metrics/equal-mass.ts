import { rankedOccurrences } from "./ranked.ts";
import { type BinSums, CALIBRATION_BINS } from "./reliability.ts";
import type { Sample } from "./sample.ts";
import { topLabel } from "./top-label.ts";

/**
 * Examples in 15 bins of as equal size as can be, by ascending confidence: of n examples the first n mod 15 bins take
 * one more. Equal confidences stay together, in the bin of the first of them, so that the order of the file does not
 * matter. A derived quantity: the edges move with the sample.
 */
export function equalMassSums(sample: Sample): BinSums {
  const { length, ranks, weights, ranking } = sample.derived(rankedOccurrences);
  const { order, correct, group: groups } = ranking;
  const { confidence } = sample.fixed(topLabel);
  const { total } = sample;
  const bins = Math.min(CALIBRATION_BINS, total);
  const sums = {
    count: new Float64Array(bins),
    confidence: new Float64Array(bins),
    correct: new Float64Array(bins),
  };
  let bin = 0;
  let placed = 0;
  let group = 0;
  let groupCorrect = 0;
  for (let at = length - 1; at >= 0; at--) {
    const rank = ranks[at];
    group += weights[at];
    groupCorrect += weights[at] * correct[rank];
    if (at > 0 && groups[rank] === groups[ranks[at - 1]]) continue;
    while (placed >= endOfPart(bin, total, bins)) bin++;
    sums.count[bin] += group;
    sums.confidence[bin] += group * confidence[order[rank]];
    sums.correct[bin] += groupCorrect;
    placed += group;
    group = 0;
    groupCorrect = 0;
  }
  return sums;
}

/** The first position after a part when `count` positions are split into parts as numpy.array_split does. */
function endOfPart(part: number, count: number, parts: number): number {
  return (part + 1) * Math.floor(count / parts) + Math.min(part + 1, count % parts);
}
