import { type Ranking, ranking } from "./ranking.ts";
import type { Sample } from "./sample.ts";

/** The examples that a sample has, from the most confident to the least. */
export interface RankedOccurrences {
  /** Number of entries. */
  readonly length: number;
  /** Rank of each among all examples of the predictions, then the number of these. */
  readonly ranks: Int32Array;
  /** How many times it occurs. */
  readonly weights: Uint16Array;
  /** Of all examples of the predictions: at each rank what the example is, whether it is right, and its group. */
  readonly ranking: Ranking;
}

/** A derived quantity. */
export function rankedOccurrences(sample: Sample): RankedOccurrences {
  if (sample.rest !== undefined) return sample.rest.derived(sharedRanking)[1];
  if (sample.shared) return sample.derived(sharedRanking)[0];
  return occurrencesAlong(sample, sample.fixed(ranking));
}

/** The examples that a sample has, in the order of a ranking. */
export function occurrencesAlong({ counts, occurring }: Sample, ranking: Ranking): RankedOccurrences {
  // One more, which is written and not kept.
  const ranks = new Int32Array(occurring.length + 1);
  const weights = new Uint16Array(occurring.length + 1);
  let length = 0;
  for (let rank = 0; rank < counts.length; rank++) {
    const weight = counts[ranking.order[rank]];
    ranks[length] = rank;
    weights[length] = weight;
    // 1 where it occurs: the sign bit, because processors mispredict a branch at every other example.
    length += -weight >>> 31;
  }
  ranks[length] = counts.length;
  return { length, ranks, weights, ranking };
}

/** Two samples that share the rows of two models, sorted out in one pass. A derived quantity of the first. */
function sharedRanking({ counts, total, occurring, fixed }: Sample): readonly [RankedOccurrences, RankedOccurrences] {
  const ranked = fixed(ranking);
  const [first, second] = [new Int32Array(total + 1), new Int32Array(total + 1)];
  let taken = 0;
  for (let rank = 0; rank < counts.length; rank++) {
    first[taken] = rank;
    second[rank - taken] = rank;
    taken += counts[ranked.order[rank]];
  }
  first[total] = counts.length;
  second[total] = counts.length;
  const common = { length: total, weights: occurring.weights, ranking: ranked };
  return [
    { ...common, ranks: first },
    { ...common, ranks: second },
  ];
}
