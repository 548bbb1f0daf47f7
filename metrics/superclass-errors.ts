import type { Metric } from "./metric.ts";
import type { Sample } from "./sample.ts";
import { topLabel } from "./top-label.ts";

/**
 * Share of the errors that stay inside the label's superclass: a wrong prediction that is at least a relative.
 *
 * Conventions: NaN where nothing is wrong. Needs superclasses.
 *
 * @example
 * // Superclasses {0, 1} and {2}; label 0 predicted as 1, label 0 predicted as 2: one of two errors stays inside.
 * superclassErrors.compute(createSample(predictionsFromProbabilities([0.2, 0.7, 0.1, 0.2, 0.1, 0.7], [0, 0], 3), { superclasses })) // 0.5
 */
export const superclassErrors = {
  id: "superclass-errors",
  name: "Super-err",
  title: "share of errors that stay inside the label's superclass",
  source: "this project, after Bertinetto et al. 2020, Making Better Mistakes, section 4 (severity of mistakes)",
  unit: "%",
  better: "higher",
  range: [0, 1],
  definition: { of: "errors" },
  version: 1,
  needs: "superclasses",
  compute(sample) {
    const { correct } = sample.fixed(topLabel);
    const inside = sample.fixed(predictedInside);
    let errors = 0;
    let related = 0;
    const { length, rows, weights } = sample.occurring;
    for (let at = 0; at < length; at++) {
      const row = rows[at];
      const wrong = weights[at] * (1 - correct[row]);
      errors += wrong;
      related += wrong * inside[row];
    }
    return related / errors;
  },
} as const satisfies Metric;

/** 1 where the predicted class's superclass is the label's. */
function predictedInside(sample: Sample): Uint8Array {
  const { labels, classes } = sample.predictions;
  const { predicted } = sample.fixed(topLabel);
  const of = sample.superclasses?.of ?? new Int32Array(classes);
  return Uint8Array.from(predicted, (k, i) => (of[k] === of[labels[i]] ? 1 : 0));
}
