import { aurc } from "../aurc.ts";
import { eaurc, limitOptimum } from "../eaurc.ts";
import type { Metric } from "../metric.ts";
import { occurrencesAlong } from "../ranked.ts";
import { fileOrderRanking } from "../ranking.ts";
import { type RiskSums, riskSums } from "../risk-coverage.ts";
import type { Sample } from "../sample.ts";
import type { Variant } from "./variant.ts";

/** Errors along the ranking with equal confidences in the order of the file. A derived quantity. */
export function fileOrderRiskSums(sample: Sample): RiskSums {
  return riskSums(sample, occurrencesAlong(sample, sample.fixed(fileOrderRanking)));
}

/** As the reference sorts (Python's stable sort): where confidences tie, the order of the file decides the value. */
const fileOrderAurc = {
  ...aurc,
  definition: { ...aurc.definition, ties: "file-order" },
  compute: (sample) => sample.derived(fileOrderRiskSums).selective / sample.total,
} as const satisfies Metric;

const fileOrderEaurc = {
  ...eaurc,
  definition: { ...eaurc.definition, ties: "file-order" },
  compute: (sample) =>
    fileOrderAurc.compute(sample) - limitOptimum(sample.derived(fileOrderRiskSums).errors / sample.total),
} as const satisfies Metric;

export const crl = {
  id: "crl",
  title: "equal confidences in the order of the file, as confidence-aware learning's code",
  source: "daintlab/confidence-aware-learning, metrics.py",
  metrics: [fileOrderAurc, fileOrderEaurc],
} as const satisfies Variant;

/** The same under the name of what differs. */
export const fileOrder = { ...crl, id: "file-order" } as const satisfies Variant;
