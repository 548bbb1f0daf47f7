import { aurc } from "../aurc.ts";
import { eaurc } from "../eaurc.ts";
import type { Metric } from "../metric.ts";
import { occurrencesAlong } from "../ranked.ts";
import { reverseFileOrderRanking } from "../ranking.ts";
import { type RiskSums, riskSums } from "../risk-coverage.ts";
import type { Sample } from "../sample.ts";
import { binnedEce } from "./binned-ece.ts";
import { finiteOptimum } from "./exact-optimum.ts";
import type { Variant } from "./variant.ts";

/** An ascending sort read from its end. NumPy's default sort is stable for up to 16 examples only. */
function reversedRiskSums(sample: Sample): RiskSums {
  return riskSums(sample, occurrencesAlong(sample, sample.fixed(reverseFileOrderRanking)));
}

const reversedAurc = {
  ...aurc,
  definition: { ...aurc.definition, ties: "file-order-reversed" },
  compute: (sample) => sample.derived(reversedRiskSums).selective / sample.total,
} as const satisfies Metric;

const reversedEaurc = {
  ...eaurc,
  definition: { ...eaurc.definition, ties: "file-order-reversed", optimum: "finite" },
  compute: (sample) =>
    reversedAurc.compute(sample) - finiteOptimum(sample.derived(reversedRiskSums).errors, sample.total),
} as const satisfies Metric;

/** Ten bins. Edges as numpy.arange(0.1, 1.1, 0.1) makes them: 0.1 + 0.1 i. */
const tenBins = binnedEce({
  edges: Float64Array.from({ length: 11 }, (_, j) => (j === 0 ? 0 : 0.1 + 0.1 * (j - 1))),
  closure: "(lo,hi]",
  bins: "width10",
});

export const psKd = {
  id: "ps-kd",
  title: "ECE over 10 bins; E-AURC above the finite optimum",
  source: "lgcnsai/PS-KD-Pytorch, utils/metric.py",
  metrics: [reversedAurc, reversedEaurc, tenBins],
} as const satisfies Variant;
