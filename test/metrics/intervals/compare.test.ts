import { sampleStandardDeviation } from "simple-statistics";
import { describe, expect, test } from "vitest";
import {
  compare,
  createSample,
  type Difference,
  type Predictions,
  predictionsFromLogits,
  predictionsFromProbabilities,
  squaredDistances,
} from "../../../metrics/index.ts";
import { createRandom, type Random } from "../../../src/core/random.ts";
import { drawPopulation } from "../support/population.ts";

const options = {
  resamples: 500,
  permutations: 500,
  ids: ["accuracy", "aurc", "fpr95", "ece", "nll", "brier"],
} as const;

/** The same examples seen through noise: as good as another training run of the same model, or worse. */
function perturbed(predictions: Predictions, random: Random, noise: number): Predictions {
  const logits = (predictions.logits ?? []) as Float64Array;
  return predictionsFromLogits(
    logits.map((logit) => logit + noise * random.normal()),
    predictions.labels,
    predictions.classes,
  );
}

const baseline = drawPopulation(createRandom("compare test"), 600);
const worse = perturbed(baseline, createRandom("worse"), 8);
const of = (differences: readonly Difference[], id: string) => differences.find((row) => row.id === id) as Difference;

describe("compare", () => {
  test.each([
    [0.95, 1.959964 + 0.841621],
    [0.9, 1.644854 + 0.841621],
  ])("the smallest detectable change of a mean at %d: quantiles times s / sqrt(n)", (level, quantiles) => {
    const { differences } = compare(baseline, worse, { ...options, level });
    const [before, after] = [baseline, worse].map((model) => squaredDistances(createSample(model)));
    const changes = Array.from(after, (value, i) => value - before[i]);
    const error = sampleStandardDeviation(changes) / Math.sqrt(changes.length);
    // The deviation of 500 resamples is known to 3 % (standard error): within four of them.
    expect(Math.abs(of(differences, "brier").minimumDetectable / (quantiles * error) - 1)).toBeLessThan(0.13);
  });

  test("a model with itself: identical, no difference, nothing found", () => {
    const { identical, mcnemar, differences } = compare(baseline, baseline, options);
    expect(identical).toBe(true);
    expect(mcnemar).toEqual({ onlyFirst: 0, onlySecond: 0, p: 1 });
    for (const row of differences) {
      expect(row).toMatchObject({ difference: 0, interval: [0, 0], p: 1, adjustedP: 1, verdict: "inconclusive" });
    }
  });

  test("a much worse model is found worse, and the other way round better", () => {
    const forth = compare(baseline, worse, options);
    const back = compare(worse, baseline, options);
    expect(forth.identical).toBe(false);
    for (const id of ["accuracy", "aurc", "nll", "brier"]) {
      expect(of(forth.differences, id).verdict, id).toBe("worse");
      expect(of(back.differences, id).verdict, id).toBe("better");
      expect(of(back.differences, id).difference).toBeCloseTo(-of(forth.differences, id).difference, 12);
    }
  });

  test("pairs: a rare difference is seen that two intervals side by side would miss", () => {
    // Twelve right predictions of 600 made wrong: two points, far inside each accuracy's own interval of 7 points.
    const logits = Float64Array.from(baseline.logits ?? []);
    let spoiled = 0;
    for (let i = 0; spoiled < 12; i++) {
      const row = logits.subarray(i * 5, i * 5 + 5);
      if (row.indexOf(Math.max(...row)) !== baseline.labels[i]) continue;
      row[baseline.labels[i]] = -50;
      spoiled++;
    }
    const spoilt = predictionsFromLogits(logits, baseline.labels, 5);
    const { mcnemar, differences } = compare(baseline, spoilt, { ...options, ids: ["accuracy"] });
    expect(mcnemar).toMatchObject({ onlyFirst: 12, onlySecond: 0 });
    expect(of(differences, "accuracy")).toMatchObject({ verdict: "worse" });
    expect(of(differences, "accuracy").p).toBeCloseTo(2 / 2 ** 12, 12);
    expect(of(differences, "accuracy").difference).toBeCloseTo(-0.02, 12);
  });

  test("the smallest p-value is one over the permutations, the observed one counted", () => {
    const { differences } = compare(baseline, worse, { ...options, permutations: 199 });
    for (const id of ["nll", "brier"]) expect(of(differences, id).p, id).toBe(1 / 200);
  });

  test("an error with a sign improves by its magnitude", () => {
    // Confidence 0.9 of which 8 of 10 are right, and 0.7: 10 points over, and 10 points under.
    const model = (confidence: number) =>
      predictionsFromProbabilities(
        Array.from({ length: 40 }, () => [confidence, 1 - confidence]).flat(),
        Array.from({ length: 40 }, (_, i) => (i % 10 < 8 ? 0 : 1)),
        2,
      );
    const { differences } = compare(model(0.9), model(0.7), { ...options, ids: ["overconfidence"] });
    expect(of(differences, "overconfidence").difference).toBeCloseTo(-0.2, 12);
    expect(of(differences, "overconfidence")).toMatchObject({ p: 1, verdict: "inconclusive" });
  });

  test("adjusts over the metrics that were asked for", () => {
    const { differences } = compare(baseline, worse, { ...options, ids: ["accuracy", "ece"] });
    const least = Math.min(...differences.map(({ p }) => p));
    expect(Math.min(...differences.map(({ adjustedP }) => adjustedP))).toBeCloseTo(Math.min(1, 2 * least), 12);
  });

  test("other examples are refused, naming the first", () => {
    const labels = Int32Array.from(baseline.labels);
    labels[17] = (labels[17] + 1) % 5;
    expect(() => compare(baseline, { ...baseline, labels })).toThrow("row 17");
    expect(() => compare(baseline, drawPopulation(createRandom(0), 10))).toThrow("600 x 5");
  });
});
