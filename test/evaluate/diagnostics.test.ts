import { expect, test } from "vitest";
import { createSample, predictionsFromProbabilities } from "../../metrics/index.ts";
import { diagnosticsOf } from "../../src/evaluate/diagnostics.ts";
import { diagnosticsSchema } from "../../src/result/diagnostics.ts";

// Answers 0, 0, 1, 0, 2 for labels 0, 1, 1, 1, 0: right, wrong, right, wrong, wrong. Class 2 has no example.
const predictions = predictionsFromProbabilities(
  [0.9, 0.1, 0, 0.6, 0.4, 0, 0.2, 0.8, 0, 0.7, 0.2, 0.1, 0.1, 0.2, 0.7],
  [0, 1, 1, 1, 0],
  3,
);
const diagnostics = diagnosticsOf(createSample(predictions));

test("recall and precision of each class, by hand", () => {
  expect(diagnostics.classes.map(({ count, recall, precision }) => ({ count, recall, precision }))).toEqual([
    { count: 2, recall: 1 / 2, precision: 1 / 3 },
    { count: 3, recall: 1 / 3, precision: 1 },
    { count: 0, recall: null, precision: 0 },
  ]);
});

test("confusions, the most frequent first", () => {
  expect(diagnostics.confusions).toEqual([
    { label: 1, predicted: 0, count: 2 },
    { label: 0, predicted: 2, count: 1 },
  ]);
  expect(diagnostics.confusionsLeftOut).toBe(0);
});

test("the reliability diagram: 0.7 twice and wrong, empty bins without a height", () => {
  const bin = diagnostics.reliability.find(({ low, high }) => low < 0.7 && 0.7 <= high);
  expect(bin).toMatchObject({ count: 2, accuracy: 0 });
  expect(bin?.confidence).toBeCloseTo(0.7, 6);
  expect(diagnostics.reliability[0]).toMatchObject({ count: 0, accuracy: null, confidence: null, interval: null });
});

test("the risk-coverage curve: right, right, then the two at 0.7 together, then the last", () => {
  const expected = [
    [1 / 5, 0],
    [2 / 5, 0],
    [4 / 5, 2 / 4],
    [1, 3 / 5],
  ];
  expect(diagnostics.riskCoverage).toHaveLength(expected.length);
  diagnostics.riskCoverage.forEach(({ coverage, risk }, i) => {
    expect(coverage).toBeCloseTo(expected[i][0], 12);
    expect(risk).toBeCloseTo(expected[i][1], 12);
  });
});

test("is what the schema says", () => {
  expect(diagnosticsSchema.parse(diagnostics)).toEqual(diagnostics);
});
