import { describe, expect, test } from "vitest";
import { createSample } from "../../metrics/index.ts";
import { measure } from "../../metrics/measure.ts";
import { occurrencesAlong } from "../../metrics/ranked.ts";
import { fileOrderRanking, ranking } from "../../metrics/ranking.ts";
import { riskSums } from "../../metrics/risk-coverage.ts";
import { goldenCases, goldenPredictions } from "./support/golden.ts";

describe.each(goldenCases)("CRL reference on $name", (golden) => {
  const predictions = goldenPredictions(golden);
  const values = measure(predictions);
  const exact = golden.softmax === "float64" ? 1e-9 : 1e-6;
  /** The reference computes these two with single-precision tensors. */
  const single = 1e-6;
  const near = (value: number, expected: number, tolerance: number) =>
    expect(Math.abs(value - expected)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected)));

  test("as many distinct confidences", () => {
    const { group } = createSample(predictions).fixed(ranking);
    expect(new Set(group.subarray(0, golden.count)).size).toBe(golden.distinctConfidences);
  });
  test("accuracy", () => near(values.accuracy, golden.accuracy, exact));
  test("fpr95", () => {
    if (golden.fpr95 === null) expect(values.fpr95).toBeNaN();
    else near(values.fpr95, golden.fpr95, exact);
  });
  test("brier", () => near(values.brier, golden.brier, exact));
  test("ece", () => near(values.ece, golden.ece15, single));
  test("nll", () => near(values.nll, golden.nll, single));
  test("aurc in file order", () => {
    const sample = createSample(predictions);
    near(
      riskSums(sample, occurrencesAlong(sample, sample.fixed(fileOrderRanking))).selective / golden.count,
      golden.aurc,
      exact,
    );
  });
  test.skipIf(golden.distinctConfidences < golden.count)("aurc and eaurc, where no confidences tie", () => {
    near(values.aurc, golden.aurc, exact);
    // All wrong: the reference computes 0 * -Infinity; the limit of its formula is 1 - 1.
    near(values.eaurc, golden.eaurc ?? 0, exact);
  });
});
