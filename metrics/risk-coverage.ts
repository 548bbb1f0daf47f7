import { fileOrderRanking, type Ranking, ranking } from "./ranking.ts";
import type { Sample } from "./sample.ts";

/** Sums along the order by confidence that the risk-coverage metrics are made of. */
export interface RiskSums {
  /** Number of wrong predictions. */
  readonly errors: number;
  /** Sum over k = 1...n of (errors among the k most confident) / k. */
  readonly selective: number;
  /** Sum over k = 1...n of the errors among the k most confident. */
  readonly cumulative: number;
}

/** Errors along the ranking, equal confidences in expectation over their orders. A derived quantity. */
export function expectedRiskSums(sample: Sample): RiskSums {
  return riskSums(sample, sample.fixed(ranking));
}

/** Errors along the ranking, equal confidences in the order of the file. A derived quantity. */
export function fileOrderRiskSums(sample: Sample): RiskSums {
  return riskSums(sample, sample.fixed(fileOrderRanking));
}

/**
 * In a group of m equal confidences with e errors, after k examples with E errors, the j-th of the group expects
 * E + j e/m errors so far. The sum of (E + j e/m) / (k + j) over j = 1...m is e + (E - k e/m) (H(k + m) - H(k)), H the
 * harmonic numbers; so a group costs the same however large it is.
 */
function riskSums(sample: Sample, { order, correct, last }: Ranking): RiskSums {
  const { counts } = sample;
  const harmonic = sample.total <= order.length ? sample.fixed(harmonicNumbers) : harmonicTable(sample.total);
  let before = 0;
  let errorsBefore = 0;
  let group = 0;
  let wrong = 0;
  let selective = 0;
  let cumulative = 0;
  for (let rank = 0; rank < order.length; rank++) {
    const weight = counts[order[rank]];
    group += weight;
    if (correct[rank] === 0) wrong += weight;
    if (last[rank] === 0 || group === 0) continue;
    const end = before + group;
    selective += wrong + (errorsBefore - (before * wrong) / group) * (harmonic[end] - harmonic[before]);
    cumulative += group * errorsBefore + (wrong * (group + 1)) / 2;
    before = end;
    errorsBefore += wrong;
    group = 0;
    wrong = 0;
  }
  return { errors: errorsBefore, selective, cumulative };
}

/** H(0)...H(n) for a sample of n examples. */
function harmonicNumbers({ predictions }: Sample): Float64Array {
  return harmonicTable(predictions.count);
}

function harmonicTable(count: number): Float64Array {
  const harmonic = new Float64Array(count + 1);
  for (let k = 1; k <= count; k++) harmonic[k] = harmonic[k - 1] + 1 / k;
  return harmonic;
}
