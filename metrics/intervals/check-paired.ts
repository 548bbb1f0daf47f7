import { InputError } from "../../src/core/error.ts";
import type { Predictions } from "../../src/core/predictions.ts";

/** @throws InputError where two models' predictions are not of the same examples: another count, or other labels */
export function checkPaired(baseline: Predictions, candidate: Predictions): void {
  if (baseline.count !== candidate.count || baseline.classes !== candidate.classes) {
    throw new InputError("comparison", {
      expected: `two models on the same examples and classes (${baseline.count} x ${baseline.classes})`,
      got: `${candidate.count} x ${candidate.classes}`,
    });
  }
  const row = baseline.labels.findIndex((label, i) => label !== candidate.labels[i]);
  if (row !== -1) {
    throw new InputError(`comparison, row ${row}`, {
      expected: `the same label for both models (${baseline.labels[row]})`,
      got: `${candidate.labels[row]}`,
      remedy: "The rows must be the same examples in the same order.",
    });
  }
}
