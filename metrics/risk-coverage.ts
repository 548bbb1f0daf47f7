import { type RankedOccurrences, rankedOccurrences } from "./ranked.ts";
import type { Sample } from "./sample.ts";

/** Sums along the order by confidence that the risk-coverage metrics are made of. */
export interface RiskSums {
  /** Number of wrong predictions. */
  readonly errors: number;
  /** Sum over k = 1, ..., n of (errors among the k most confident) / k. */
  readonly selective: number;
  /** Sum over k = 1, ..., n of the errors among the k most confident. */
  readonly cumulative: number;
  /** Errors expected of the single most confident prediction: 0 or 1, or between where it ties. */
  readonly first: number;
}

/** Errors along the ranking, equal confidences in expectation over their orders. A derived quantity. */
export function expectedRiskSums(sample: Sample): RiskSums {
  return riskSums(sample, sample.derived(rankedOccurrences));
}

/**
 * Errors along a ranking. In a group of m equal confidences with e errors, after k examples with E errors, the j-th of the group expects
 * E + j e/m errors so far. The sum of (E + j e/m) / (k + j) over j = 1, ..., m is e + (E - k e/m) (H(k + m) - H(k)), H the
 * harmonic numbers; so a group costs the same however large it is.
 *
 * @param offset added to every divisor: 0 but for a reference that divides by k + 1
 */
export function riskSums(sample: Sample, ranked: RankedOccurrences, offset = 0): RiskSums {
  const { length, ranks, weights, ranking } = ranked;
  const { correct, group: groups } = ranking;
  const { total, counts } = sample;
  const harmonic = total + offset <= counts.length + 1 ? sample.fixed(harmonicNumbers) : harmonicTable(total + offset);
  let before = 0;
  let errorsBefore = 0;
  let group = 0;
  let wrong = 0;
  let first = 0;
  let selective = 0;
  let cumulative = 0;
  for (let at = 0; at < length; at++) {
    const rank = ranks[at];
    const weight = weights[at];
    group += weight;
    wrong += weight * (1 - correct[rank]);
    if (groups[rank] === groups[ranks[at + 1]]) continue;
    // One example alone without a division.
    const share = group === weight ? 1 - correct[rank] : wrong / group;
    const end = before + group;
    if (before === 0) first = share;
    const excess = errorsBefore - (before + offset) * share;
    selective += wrong + excess * (harmonic[end + offset] - harmonic[before + offset]);
    cumulative += group * errorsBefore + (wrong * (group + 1)) / 2;
    before = end;
    errorsBefore += wrong;
    group = 0;
    wrong = 0;
  }
  return { errors: errorsBefore, selective, cumulative, first };
}

/** H(0)...H(n + 1) for a sample of n examples. */
function harmonicNumbers({ predictions }: Sample): Float64Array {
  return harmonicTable(predictions.count + 1);
}

function harmonicTable(count: number): Float64Array {
  const harmonic = new Float64Array(count + 1);
  for (let k = 1; k <= count; k++) harmonic[k] = harmonic[k - 1] + 1 / k;
  return harmonic;
}
