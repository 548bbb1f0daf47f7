import { standardDeviation } from "simple-statistics";
import { describe, expect, test } from "vitest";
import { type Predictions, predictionsFromProbabilities } from "../../../metrics/index.ts";
import { meanOverConditions } from "../../../metrics/intervals/mean-over-conditions.ts";
import { measurePaired } from "../../../metrics/intervals/paired.ts";
import { permutationTest } from "../../../metrics/intervals/permutation-test.ts";

/** Right where the bit is 1. */
function outcomes(bits: string): Predictions {
  const probabilities = [...bits].flatMap((bit) => (bit === "1" ? [0.9, 0.1] : [0.1, 0.9]));
  return predictionsFromProbabilities(probabilities, new Int32Array(bits.length), 2);
}

const options = { ids: ["accuracy"], resamples: 4000 };
const pair = (baseline: string, candidate: string, more = {}) =>
  measurePaired(outcomes(baseline), outcomes(candidate), { ...options, ...more })[0];

describe("mean over conditions", () => {
  test("values are the means; all of one condition is that condition", () => {
    const [mild, severe] = [pair("1111", "1110"), pair("1100", "1000")];
    const mean = meanOverConditions([mild, severe]);
    expect(mean.values).toEqual([(1 + 0.5) / 2, (0.75 + 0.25) / 2]);
    expect(meanOverConditions([mild, mild, mild]).resampled[1]).toEqual(mild.resampled[1]);
  });

  test("an example is exchanged under all conditions at once", () => {
    // The candidate is wrong about the first three examples under each of two conditions. Taken apart that would be six
    // coins; an example is one: of 2^3 exchanges the two that are all one way are as large.
    const condition = pair("11111", "00011");
    const mean = meanOverConditions([condition, condition]);
    expect(permutationTest(mean, "different")).toBeCloseTo(2 / 2 ** 3, 12);
    // About other examples under the second: six of them, each a coin.
    const apart = meanOverConditions([pair("111111", "000111"), pair("111111", "111000")]);
    expect(permutationTest(apart, "different")).toBeCloseTo(2 / 2 ** 6, 12);
  });

  test("resampled differences have the standard error of the mean of the examples' means", () => {
    // 40 examples; the candidate loses every fourth under both conditions, and every tenth under the second.
    const count = 40;
    const bits = (lost: (i: number) => boolean) => Array.from({ length: count }, (_, i) => (lost(i) ? 0 : 1)).join("");
    const all = "1".repeat(count);
    const [first, second] = [(i: number) => i % 4 === 0, (i: number) => i % 4 === 0 || i % 10 === 0];
    const mean = meanOverConditions([pair(all, bits(first)), pair(all, bits(second))]);
    const perExample = Array.from({ length: count }, (_, i) => (Number(first(i)) + Number(second(i))) / 2);
    const expected = standardDeviation(perExample) / Math.sqrt(count);
    const differences = [...mean.resampled[0]].map((value, r) => value - mean.resampled[1][r]);
    expect(Math.abs(standardDeviation(differences) / expected - 1)).toBeLessThan(0.05);
  });

  test("refuses what cannot be averaged", () => {
    expect(() => meanOverConditions([])).toThrow("at least one");
    expect(() => meanOverConditions([pair("11", "10"), pair("111", "110")])).toThrow("accuracy of 2 examples");
    expect(() => meanOverConditions([pair("11", "10"), pair("11", "10", { resamples: 5 })])).toThrow("5 resamples");
    expect(() => meanOverConditions([pair("11", "10"), pair("11", "10", { seed: 7 })])).toThrow("of seed 7");
    expect(() => meanOverConditions([pair("11", "10"), pair("11", "10", { ids: ["nll"] })])).toThrow("nll of 2");
  });
});
