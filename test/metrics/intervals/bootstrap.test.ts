import { standardDeviation } from "simple-statistics";
import { describe, expect, test } from "vitest";
import {
  bcaInterval,
  bootstrapDistributions,
  createSample,
  debias,
  estimate,
  metrics,
  percentileInterval,
  resamplingWeights,
  within,
} from "../../../metrics/index.ts";
import { createRandom } from "../../../src/core/random.ts";
import { goldenCase, goldenPredictions } from "../support/golden.ts";
import { drawPopulation } from "../support/population.ts";

const predictions = drawPopulation(createRandom("bootstrap test"), 400);

describe("resampling weights", () => {
  const rows = (resamples: number, seed: number) => [...resamplingWeights(50, resamples, seed)].map((row) => [...row]);
  const copies = (resamples: number, seed: number) => {
    const kept: number[][] = [];
    for (const row of resamplingWeights(50, resamples, seed)) kept.push([...row]);
    return kept;
  };

  test("every row draws as many examples as there are", () => {
    for (const row of copies(20, 0)) expect(row.reduce((sum, weight) => sum + weight, 0)).toBe(50);
  });
  test("are a function of the seed and the row", () => {
    expect(copies(5, 1)).toEqual(copies(9, 1).slice(0, 5));
    expect(copies(5, 1)).not.toEqual(copies(5, 2));
  });
  test("are handed out in one array, overwritten", () => {
    expect(new Set(rows(3, 0).map(String)).size).toBe(1);
  });
  test("have the mean and variance of a multinomial: 1 and 1 - 1/n", () => {
    const weights = copies(2000, 0).map((row) => row[7]);
    expect(weights.reduce((sum, weight) => sum + weight, 0) / 2000).toBeCloseTo(1, 1);
    expect(standardDeviation(weights) ** 2).toBeCloseTo(1 - 1 / 50, 1);
  });
});

describe("bootstrap", () => {
  test("of the accuracy has the binomial's standard error", () => {
    const accuracy = metrics[0];
    const sample = createSample(predictions);
    const p = accuracy.compute(sample);
    const [[distribution]] = bootstrapDistributions([sample], [accuracy], { resamples: 4000 });
    const expected = Math.sqrt((p * (1 - p)) / 400);
    expect(Math.abs(standardDeviation([...distribution]) / expected - 1)).toBeLessThan(0.05);
  });

  test("gives the same numbers for the same seed, and others for another", () => {
    const run = (seed: number) => estimate(predictions, { ids: ["aurc"], resamples: 200, seed }).aurc.interval;
    expect(run(3)).toEqual(run(3));
    expect(run(3)).not.toEqual(run(4));
  });
});

describe("intervals of a distribution", () => {
  const distribution = Float64Array.from({ length: 1001 }, (_, i) => i / 1000);
  test("percentile", () => {
    const [low, high] = percentileInterval(distribution, 0.9);
    expect(low).toBeCloseTo(0.05, 12);
    expect(high).toBeCloseTo(0.95, 12);
  });
  test("without a bias of the value: reflected about it, cut to the range", () => {
    const reflected = percentileInterval(debias({ biased: "value" }, 0.25, distribution), 0.9);
    expect(reflected[0]).toBeCloseTo(-0.45, 12);
    expect(reflected[1]).toBeCloseTo(0.45, 12);
    expect(within(reflected, [0, 1])[0]).toBe(0);
  });
  test("without a bias of the resamples: moved so that their mean is the value", () => {
    const centred = percentileInterval(debias({ biased: "resamples" }, 0.25, distribution), 0.9);
    expect(centred[0]).toBeCloseTo(-0.2, 12);
    expect(centred[1]).toBeCloseTo(0.7, 12);
  });
  test("BCa without bias and acceleration is the percentile interval", () => {
    const symmetric = Float64Array.of(-1, 0, 1);
    const [low, high] = bcaInterval(0.5, distribution, symmetric, 0.9);
    expect(low).toBeCloseTo(0.05, 2);
    expect(high).toBeCloseTo(0.95, 2);
  });
  test("undefined resamples are left out; with most of them there is no interval", () => {
    expect(percentileInterval(Float64Array.of(1, NaN, 1, 1), 0.9)).toEqual([1, 1]);
    expect(percentileInterval(Float64Array.of(1, NaN, NaN, NaN), 0.9)).toEqual([NaN, NaN]);
    expect(bcaInterval(1, Float64Array.of(NaN, NaN), Float64Array.of(1), 0.9)).toEqual([NaN, NaN]);
  });

  test("BCa of Efron and Tibshirani's spatial test data (1993, table 14.1 and 14.2)", () => {
    // Scores A of 26 children; the plug-in variance is 171.5, its BCa interval (115.8, 259.6) at 90 %.
    const scores = [
      48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30, 41,
    ];
    const variance = (weights: ArrayLike<number>) => {
      const total = scores.reduce((sum, _, i) => sum + weights[i], 0);
      const mean = scores.reduce((sum, score, i) => sum + weights[i] * score, 0) / total;
      return scores.reduce((sum, score, i) => sum + weights[i] * (score - mean) ** 2, 0) / total;
    };
    const whole = scores.map(() => 1);
    expect(variance(whole)).toBeCloseTo(171.5, 1);
    const resampled = new Float64Array(20_000);
    let row = 0;
    for (const weights of resamplingWeights(26, resampled.length, 0)) resampled[row++] = variance(weights);
    const leftOut = Float64Array.from(scores, (_, i) => variance(whole.with(i, 0)));
    const [low, high] = bcaInterval(variance(whole), resampled, leftOut, 0.9);
    expect(Math.abs(low - 115.8)).toBeLessThan(4);
    expect(Math.abs(high - 259.6)).toBeLessThan(6);
  });
});

describe("estimate", () => {
  test("shares have Wilson's interval, which does not collapse", () => {
    const right = estimate(goldenPredictions(goldenCase("all-correct")), { ids: ["accuracy", "aurc"], resamples: 50 });
    expect(right.accuracy.interval[0]).toBeLessThan(0.96);
    expect(right.accuracy.interval[1]).toBe(1);
    expect(right.aurc.interval).toEqual([0, 0]);
  });
  test("what is undefined has no interval", () => {
    const right = estimate(goldenPredictions(goldenCase("all-correct")), { ids: ["fpr95"], resamples: 50 });
    expect(right.fpr95).toMatchObject({ value: NaN, interval: [NaN, NaN] });
  });
  test("every metric, both kinds", () => {
    for (const interval of ["percentile", "bca"] as const) {
      const estimates = estimate(predictions, { resamples: 100, interval });
      expect(Object.keys(estimates)).toEqual(metrics.filter((metric) => !("needs" in metric)).map(({ id }) => id));
      for (const [
        id,
        {
          interval: [low, high],
        },
      ] of Object.entries(estimates))
        expect(high, id).toBeGreaterThanOrEqual(low);
    }
  });
  test("a metric without what it needs is refused", () => {
    expect(() => estimate(predictions, { ids: ["superclass-mass"] })).toThrow("predictions with superclasses");
    expect(() => estimate(predictions, { ids: ["f1"] })).toThrow("one of accuracy");
  });
});
