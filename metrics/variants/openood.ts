import { auprError } from "../aupr-error.ts";
import { fpr95 } from "../fpr95.ts";
import type { Metric } from "../metric.ts";
import { rocPoints } from "../roc.ts";
import type { Variant } from "./variant.ts";

const TARGET = 0.95;

/**
 * Positive is what is to be rejected: out-of-distribution there, a wrong prediction here. The false positive rate is
 * then the share of *correct* predictions rejected where at least 95 % of the wrong ones are. NaN where nothing, or
 * everything, is wrong.
 *
 * scikit-learn drops intermediate points of the curve first; the first point at 95 % can be one of them.
 */
const errorPositiveFpr95 = {
  ...fpr95,
  title: "share of correct predictions rejected where 95 % of the wrong ones are",
  definition: { ...fpr95.definition, pos: "error", est: "first-at-least" },
  compute(sample) {
    const { truePositives, falsePositives, positives, negatives } = sample.derived(rocPoints);
    const last = truePositives.length - 1;
    // Rejecting from the least confident up: the points of accepting, read backwards.
    const rejected = (i: number) => ({
      wrong: negatives - falsePositives[last - i],
      correct: positives - truePositives[last - i],
    });
    for (let i = 0; i <= last; i++) {
      const here = rejected(i);
      if (i > 1 && i < last) {
        const before = rejected(i - 1);
        const after = rejected(i + 1);
        const straight =
          here.wrong - before.wrong === after.wrong - here.wrong &&
          here.correct - before.correct === after.correct - here.correct;
        if (straight) continue;
      }
      if (here.wrong / negatives >= TARGET) return here.correct / positives;
    }
    return NaN;
  },
} as const satisfies Metric;

/** Trapezoids under the precision-recall curve, from precision 1 at recall 0. NaN where nothing is wrong. */
const trapezoidAupr = {
  ...auprError,
  definition: { ...auprError.definition, est: "trapezoid" },
  compute(sample) {
    const { truePositives, falsePositives, positives, negatives } = sample.derived(rocPoints);
    let area = 0;
    let precisionBefore = 1;
    for (let i = truePositives.length - 2; i >= 0; i--) {
      const found = negatives - falsePositives[i];
      const precision = found / (found + positives - truePositives[i]);
      area += ((falsePositives[i + 1] - falsePositives[i]) * (precision + precisionBefore)) / 2;
      precisionBefore = precision;
    }
    return area / negatives;
  },
} as const satisfies Metric;

export const openood = {
  id: "openood",
  title: "positive is the wrong prediction; FPR at the first TPR of at least 95 %; AUPR by trapezoids",
  source: "Jingkang50/OpenOOD, openood/evaluators/metrics.py (auc_and_fpr_recall), errors in the place of OOD",
  metrics: [errorPositiveFpr95, trapezoidAupr],
} as const satisfies Variant;
