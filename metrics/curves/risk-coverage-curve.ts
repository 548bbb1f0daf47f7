import { rankedOccurrences } from "../ranked.ts";
import { rocPoints } from "../roc.ts";
import type { Sample } from "../sample.ts";
import { topLabel } from "../top-label.ts";

/** What accepting every prediction at least as confident as a threshold means. */
export interface RiskCoveragePoint {
  /** The least confident accepted. */
  readonly threshold: number;
  /** Share accepted. */
  readonly coverage: number;
  /** Share of the accepted that are wrong: selective risk, the curve under which AURC lies. */
  readonly risk: number;
  /** Share of all examples that are accepted and wrong: generalised risk, the curve under which AUGRC lies. */
  readonly generalizedRisk: number;
}

/** The risk-coverage curve, one point for each distinct confidence, from the strictest threshold to none. */
export function riskCoverageCurve(sample: Sample): readonly RiskCoveragePoint[] {
  const { truePositives, falsePositives } = sample.derived(rocPoints);
  const thresholds = distinctConfidences(sample);
  return thresholds.map((threshold, i) => {
    const wrong = falsePositives[i + 1];
    const accepted = truePositives[i + 1] + wrong;
    return {
      threshold,
      coverage: accepted / sample.total,
      risk: wrong / accepted,
      generalizedRisk: wrong / sample.total,
    };
  });
}

/** Of the examples that occur, highest first: the thresholds of the points of `rocPoints` after its first. */
export function distinctConfidences(sample: Sample): readonly number[] {
  const { length, ranks, ranking } = sample.derived(rankedOccurrences);
  const { confidence } = sample.fixed(topLabel);
  return [...new Set(Array.from(ranks.subarray(0, length), (rank) => confidence[ranking.order[rank]]))];
}
