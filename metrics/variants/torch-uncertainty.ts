import { augrc } from "../augrc.ts";
import { aurc } from "../aurc.ts";
import type { Metric } from "../metric.ts";
import { fileOrderRiskSums } from "./crl.ts";
import type { Variant } from "./variant.ts";

/**
 * Trapezoids over coverages in [1/n, 1], stretched to the whole axis by 1 / (1 - 1/n): with risks r_k that is
 * (sum of r_k - (r_1 + r_n) / 2) / (n - 1). NaN for a single example.
 */
const trapezoidAurc = {
  ...aurc,
  definition: { ...aurc.definition, ties: "file-order", est: "trapezoid-stretched" },
  compute(sample) {
    const { selective, errors, first } = sample.derived(fileOrderRiskSums);
    if (sample.total < 2) return NaN;
    return (selective - (first + errors / sample.total) / 2) / (sample.total - 1);
  },
} as const satisfies Metric;

const trapezoidAugrc = {
  ...augrc,
  definition: { ...augrc.definition, ties: "file-order", est: "trapezoid-stretched" },
  compute(sample) {
    const { cumulative, errors, first } = sample.derived(fileOrderRiskSums);
    if (sample.total < 2) return NaN;
    return (cumulative - (first + errors) / 2) / sample.total / (sample.total - 1);
  },
} as const satisfies Metric;

export const torchUncertainty = {
  id: "torch-uncertainty",
  title: "risk-coverage areas by trapezoids, divided by 1 - 1/n",
  source: "torch-uncertainty/torch-uncertainty, metrics/classification/risk_coverage.py",
  metrics: [trapezoidAurc, trapezoidAugrc],
} as const satisfies Variant;
