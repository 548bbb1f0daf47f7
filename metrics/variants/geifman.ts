import { aurc } from "../aurc.ts";
import { eaurc, limitOptimum } from "../eaurc.ts";
import type { Metric } from "../metric.ts";
import { occurrencesAlong } from "../ranked.ts";
import { reverseFileOrderRanking } from "../ranking.ts";
import { type RiskSums, riskSums } from "../risk-coverage.ts";
import type { Sample } from "../sample.ts";
import type { Variant } from "./variant.ts";

/** As `riskSums`, with errors among the k most confident divided by k + 1. A derived quantity. */
function offByOneRiskSums(sample: Sample): RiskSums {
  return riskSums(sample, occurrencesAlong(sample, sample.fixed(reverseFileOrderRanking)), 1);
}

/**
 * The released code divides by how many were left before an example is rejected, not after: the risk of the k most
 * confident is E_k / (k + 1), but for k = n, which is right. Ties fall as in an ascending sort read from its end.
 */
const geifmanAurc = {
  ...aurc,
  definition: { ...aurc.definition, ties: "file-order-reversed", est: "mean-off-by-one" },
  compute(sample) {
    const { selective, errors } = sample.derived(offByOneRiskSums);
    return (selective - errors / (sample.total + 1) + errors / sample.total) / sample.total;
  },
} as const satisfies Metric;

const geifmanEaurc = {
  ...eaurc,
  definition: { ...eaurc.definition, ties: "file-order-reversed", est: "mean-off-by-one" },
  compute: (sample) =>
    geifmanAurc.compute(sample) - limitOptimum(sample.derived(offByOneRiskSums).errors / sample.total),
} as const satisfies Metric;

export const geifman = {
  id: "geifman",
  title: "AURC that divides off by one, as the code released with the paper that defined it",
  source: "geifmany/uncertainty_ICLR, utils/uncertainty_tools.py",
  metrics: [geifmanAurc, geifmanEaurc],
} as const satisfies Variant;
