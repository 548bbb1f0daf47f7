import { describe, expect, test } from "vitest";
import {
  compare,
  type Difference,
  normalCdf,
  type Predictions,
  predictionsFromLogits,
} from "../../../metrics/index.ts";
import { createRandom, type Random } from "../../../src/core/random.ts";
import { drawPopulation } from "../support/population.ts";

const options = { resamples: 500, ids: ["accuracy", "aurc", "fpr95", "ece", "nll", "brier"] } as const;

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

  test("beyond the resolution of the resamples p is that of a paired z test", () => {
    // Losses ln 2 and ln 2 + shift, shift 0 or 1 for each example: the difference of NLL is a mean with a known error.
    const count = 400;
    const shifted = (i: number) => i % 25 === 0;
    const model = (worseAt: (i: number) => boolean) =>
      predictionsFromLogits(
        Array.from({ length: count }, (_, i) => [0, worseAt(i) ? Math.log(2 * Math.E - 1) : 0]).flat(),
        new Int32Array(count),
        2,
      );
    const { differences } = compare(
      model(() => false),
      model(shifted),
      { ids: ["nll"], resamples: 4000 },
    );
    const share = 1 / 25;
    const z = share / Math.sqrt((share * (1 - share)) / count);
    expect(of(differences, "nll").difference).toBeCloseTo(share, 12);
    const expected = 2 * normalCdf(-z);
    expect(of(differences, "nll").p / expected).toBeGreaterThan(0.65);
    expect(of(differences, "nll").p / expected).toBeLessThan(1.5);
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

describe.skipIf(!process.env["SLOW"])("false alarms between equally good models", () => {
  test("over all metrics together stay near 5 % in 400 comparisons", { timeout: 600_000 }, () => {
    const root = createRandom("false alarms");
    let alarms = 0;
    const trials = 400;
    for (let trial = 0; trial < trials; trial++) {
      const random = root.fork(trial);
      const truth = drawPopulation(random.fork("examples"), 500);
      const first = perturbed(truth, random.fork("first"), 2);
      const second = perturbed(truth, random.fork("second"), 2);
      const { differences } = compare(first, second, { ...options, seed: trial, resamples: 1000 });
      if (differences.some(({ verdict }) => verdict !== "inconclusive")) alarms++;
    }
    // 5 % of 400 is 20; three standard errors are 13.
    expect(alarms).toBeLessThanOrEqual(33);
  });
});
