import { describe, expect, test } from "vitest";
import {
  createSample,
  logLosses,
  type Metric,
  meanOverConditions,
  measurePaired,
  measurePairedMeans,
  metrics,
  permutationTest,
  squaredDistances,
  topLabel,
} from "../../../metrics/index.ts";
import { createRandom } from "../../../src/core/random.ts";
import { drawPopulation } from "../support/population.ts";

const metric = (id: string) => metrics.find((each) => each.id === id) as Metric;
const predictions = ["a", "b", "c", "d"].map((name, i) => ({
  ...drawPopulation(createRandom(`paired means ${name}`), 50),
  labels: Int32Array.from({ length: 50 }, (_, k) => (k + Math.floor(i / 4)) % 5),
}));
const [mildFirst, mildSecond, severeFirst, severeSecond] = predictions;
const draws = { resamples: 30, permutations: 30, seed: 3 };

describe("means of each example's number", () => {
  test.each([
    ["accuracy", (p: typeof mildFirst) => Float64Array.from(createSample(p).fixed(topLabel).correct)],
    ["brier", (p: typeof mildFirst) => createSample(p).fixed(squaredDistances)],
    ["nll", (p: typeof mildFirst) => createSample(p).fixed(logLosses)],
  ] as const)("%s: as measured on predictions, for one condition and as the mean of two", (id, numbers) => {
    const [mild] = measurePaired(mildFirst, mildSecond, { ...draws, ids: [id] });
    const [severe] = measurePaired(severeFirst, severeSecond, { ...draws, ids: [id] });
    const both = (a: Float64Array, b: Float64Array) => a.map((value, i) => (value + b[i]) / 2);
    const [one, mean] = measurePairedMeans(
      [
        { metric: metric(id), baseline: numbers(mildFirst), candidate: numbers(mildSecond) },
        {
          metric: metric(id),
          baseline: both(numbers(mildFirst), numbers(severeFirst)),
          candidate: both(numbers(mildSecond), numbers(severeSecond)),
        },
      ],
      draws,
    );
    for (const [ours, theirs] of [[one, mild] as const, [mean, meanOverConditions([mild, severe])] as const]) {
      for (const model of [0, 1] as const) {
        expect(ours.values[model]).toBeCloseTo(theirs.values[model], 12);
        for (const [r, value] of ours.resampled[model].entries())
          expect(value).toBeCloseTo(theirs.resampled[model][r], 12);
        for (const [r, value] of ours.exchanged[model].entries())
          expect(value).toBeCloseTo(theirs.exchanged[model][r], 12);
      }
    }
  });

  test("an infinite loss stays with the model that has it", () => {
    const values = { baseline: Float64Array.of(1, 2, 3), candidate: Float64Array.of(1, Infinity, 3) };
    const [paired] = measurePairedMeans([{ metric: metric("nll"), ...values }], { permutations: 100 });
    expect(paired.values).toEqual([2, Infinity]);
    // Of 2^3 exchanges half leave the infinite loss with the candidate, and none leaves it with both or neither.
    expect([...paired.exchanged[0]].filter(Number.isFinite)).toHaveLength(4);
    expect([...paired.exchanged[1]].filter(Number.isFinite)).toHaveLength(4);
  });

  test("one-sided permutation: three of three lost is one exchange of eight, and every exchange is at most as good", () => {
    const values = { baseline: Float64Array.of(1, 1, 1), candidate: Float64Array.of(0, 0, 0) };
    const [paired] = measurePairedMeans([{ metric: metric("accuracy"), ...values }], { permutations: 100 });
    expect(permutationTest(paired, "worse")).toBe(1 / 8);
    expect(permutationTest(paired, "better")).toBe(1);
    expect(permutationTest(paired, "different")).toBe(2 / 8);
  });

  test("unequal numbers of examples are refused", () => {
    const entry = { metric: metric("accuracy"), baseline: Float64Array.of(1), candidate: Float64Array.of(1, 0) };
    expect(() => measurePairedMeans([entry])).toThrow(/equally many for all/);
  });
});
