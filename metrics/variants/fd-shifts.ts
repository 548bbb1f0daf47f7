import { augrc } from "../augrc.ts";
import { aurc } from "../aurc.ts";
import { eaurc, limitOptimum } from "../eaurc.ts";
import { fpr95 } from "../fpr95.ts";
import type { Metric } from "../metric.ts";
import { isCorner, rocPoints } from "../roc.ts";
import type { Sample } from "../sample.ts";
import type { Variant } from "./variant.ts";

/** Area by trapezoids over the coverages of distinct confidences, given the curve's height at coverage zero. */
function trapezoids(sample: Sample, risk: (wrong: number, accepted: number) => number, atZero?: number): number {
  const { truePositives, falsePositives } = sample.derived(rocPoints);
  let area = 0;
  let before = atZero;
  let acceptedBefore = 0;
  for (let i = 1; i < truePositives.length; i++) {
    const accepted = truePositives[i] + falsePositives[i];
    const here = risk(falsePositives[i], accepted);
    // Without a height at zero the curve starts level.
    area += ((accepted - acceptedBefore) / sample.total) * ((here + (before ?? here)) / 2);
    before = here;
    acceptedBefore = accepted;
  }
  return area;
}

const fdShiftsAurc = {
  ...aurc,
  definition: { ...aurc.definition, ties: "threshold", est: "trapezoid" },
  compute: (sample) => trapezoids(sample, (wrong, accepted) => wrong / accepted),
} as const satisfies Metric;

const fdShiftsEaurc = {
  ...eaurc,
  definition: { ...eaurc.definition, ties: "threshold", est: "trapezoid" },
  compute: (sample) => fdShiftsAurc.compute(sample) - limitOptimum(sample.derived(rocPoints).negatives / sample.total),
} as const satisfies Metric;

const fdShiftsAugrc = {
  ...augrc,
  definition: { ...augrc.definition, ties: "threshold", est: "trapezoid" },
  compute: (sample) => trapezoids(sample, (wrong) => wrong / sample.total, 0),
} as const satisfies Metric;

/** fd_shifts/analysis/metrics.py: "95 %" begins at 94.95 %. */
const TARGET = 0.9495;

const fdShiftsFpr95 = {
  ...fpr95,
  definition: { ...fpr95.definition, tpr: TARGET, est: "first-at-least" },
  compute(sample) {
    const roc = sample.derived(rocPoints);
    const { truePositives, falsePositives, positives, negatives } = roc;
    const first = truePositives.findIndex((count, i) => count / positives >= TARGET && isCorner(roc, i));
    return first === -1 ? NaN : falsePositives[first] / negatives;
  },
} as const satisfies Metric;

export const fdShifts = {
  id: "fd-shifts",
  title: "trapezoids over distinct thresholds; FPR at the first TPR of at least 94.95 %",
  source: "IML-DKFZ/fd-shifts, fd_shifts/analysis/rc_stats.py and metrics.py",
  metrics: [fdShiftsAurc, fdShiftsEaurc, fdShiftsAugrc, fdShiftsFpr95],
} as const satisfies Variant;
