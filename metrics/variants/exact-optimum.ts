import { aurc } from "../aurc.ts";
import { eaurc } from "../eaurc.ts";
import type { Metric } from "../metric.ts";
import { expectedRiskSums } from "../risk-coverage.ts";
import type { Variant } from "./variant.ts";

/**
 * AURC of the best order of finitely many examples, all errors last:
 * (1/n) sum over i = 1, ..., e of i / (n - e + i), for e errors among n.
 *
 * @example finiteOptimum(1, 3) // 1/9: risks 0, 0, 1/3
 */
export function finiteOptimum(errors: number, count: number): number {
  let sum = 0;
  for (let i = 1; i <= errors; i++) sum += i / (count - errors + i);
  return sum / count;
}

const exactEaurc = {
  ...eaurc,
  definition: { ...eaurc.definition, optimum: "finite" },
  compute: (sample) => aurc.compute(sample) - finiteOptimum(sample.derived(expectedRiskSums).errors, sample.total),
} as const satisfies Metric;

export const exactOptimum = {
  id: "exact-optimum",
  title: "E-AURC above the best order of as many examples, not of infinitely many",
  source: "Geifman, Uziel and El-Yaniv 2019, Bias-Reduced Uncertainty Estimation, section 3, before the limit",
  metrics: [exactEaurc],
} as const satisfies Variant;
