import { describe, expect, test } from "vitest";
import { createSample, curves, measure, predictionsFromProbabilities, resample } from "../../../metrics/index.ts";
import { goldenCase, goldenPredictions } from "../support/golden.ts";

// Confidences 0.9 (right), 0.8 (wrong), 0.8 (right), 0.7 (right).
const predictions = predictionsFromProbabilities([0.9, 0.1, 0.8, 0.2, 0.8, 0.2, 0.7, 0.3], [0, 1, 0, 0], 2);
const { reliability, riskCoverage, roc, classes } = curves(createSample(predictions));

describe("curves", () => {
  test("reliability: 15 bins, counts and means of those that have examples", () => {
    expect(reliability).toHaveLength(15);
    expect(reliability.map(({ count }) => count)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0, 1, 0]);
    expect(reliability[11]).toEqual({ low: 11 / 15, high: 12 / 15, count: 2, confidence: 0.8, accuracy: 0.5 });
    expect(reliability[0].accuracy).toBeNaN();
  });

  test("risk and coverage: a point for each distinct confidence", () => {
    expect(riskCoverage).toEqual([
      { threshold: 0.9, coverage: 1 / 4, risk: 0, generalizedRisk: 0 },
      { threshold: 0.8, coverage: 3 / 4, risk: 1 / 3, generalizedRisk: 1 / 4 },
      { threshold: 0.7, coverage: 1, risk: 1 / 4, generalizedRisk: 1 / 4 },
    ]);
  });

  test("ROC: from accepting nothing to accepting everything", () => {
    expect(roc).toEqual([
      { threshold: Number.POSITIVE_INFINITY, falsePositiveRate: 0, truePositiveRate: 0 },
      { threshold: 0.9, falsePositiveRate: 0, truePositiveRate: 1 / 3 },
      { threshold: 0.8, falsePositiveRate: 1, truePositiveRate: 2 / 3 },
      { threshold: 0.7, falsePositiveRate: 1, truePositiveRate: 1 },
    ]);
  });

  test("accuracy per class", () => {
    expect(classes).toEqual([
      { class: 0, count: 3, accuracy: 1 },
      { class: 1, count: 1, accuracy: 0 },
    ]);
  });

  test("of a resample leave out what does not occur", () => {
    const redrawn = curves(resample(createSample(predictions), Uint16Array.of(2, 0, 0, 1)));
    expect(redrawn.riskCoverage.map(({ threshold, coverage }) => [threshold, coverage])).toEqual([
      [0.9, 2 / 3],
      [0.7, 1],
    ]);
  });

  test("lie over the metrics: bins give the ECE, trapezoids of the ROC the AUROC", () => {
    const tied = goldenPredictions(goldenCase("tied"));
    const drawn = curves(createSample(tied));
    const values = measure(tied, ["ece", "auroc"]);
    const gaps = drawn.reliability.filter(({ count }) => count > 0);
    const ece = gaps.reduce((sum, bin) => sum + (bin.count / tied.count) * Math.abs(bin.accuracy - bin.confidence), 0);
    expect(ece).toBeCloseTo(values.ece, 12);
    const area = drawn.roc.slice(1).reduce((sum, point, i) => {
      const before = drawn.roc[i];
      const width = point.falsePositiveRate - before.falsePositiveRate;
      return sum + (width * (point.truePositiveRate + before.truePositiveRate)) / 2;
    }, 0);
    expect(area).toBeCloseTo(values.auroc, 12);
  });
});
