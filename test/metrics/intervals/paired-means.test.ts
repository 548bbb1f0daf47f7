import { expect, test } from "vitest";
import { pairedMeanDifferences } from "../../../metrics/intervals/paired-means.ts";
import { createRandom } from "../../../src/core/random.ts";

const random = createRandom("paired means");
const bits = (count: number, share: number) =>
  Float64Array.from({ length: count }, () => (random.uniform() < share ? 1 : 0));

test("the difference of the means, and an interval near the normal one", () => {
  const count = 2000;
  const [baseline, candidate] = [bits(count, 0.5), bits(count, 0.55)];
  const gains = candidate.map((value, i) => value - baseline[i]);
  const mean = gains.reduce((sum, value) => sum + value, 0) / count;
  const variance = gains.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
  const [{ difference, interval }] = pairedMeanDifferences([{ baseline, candidate }], 0);
  expect(difference).toBeCloseTo(mean, 12);
  // Mean plus and minus 1.96 standard errors, to a tenth of a standard error: 2,000 resamples know the ends to 0.05.
  const error = Math.sqrt(variance / count);
  expect(Math.abs(interval[0] - (mean - 1.96 * error))).toBeLessThan(0.15 * error);
  expect(Math.abs(interval[1] - (mean + 1.96 * error))).toBeLessThan(0.15 * error);
});

test("the same values have a difference of exactly zero", () => {
  const values = bits(50, 0.3);
  expect(pairedMeanDifferences([{ baseline: values, candidate: values }], 0)).toEqual([
    { difference: 0, interval: [0, 0] },
  ]);
});

test("entries of different lengths do not disturb each other", () => {
  const [a, b, c, d] = [bits(40, 0.5), bits(40, 0.7), bits(90, 0.5), bits(90, 0.2)];
  const alone = [
    ...pairedMeanDifferences([{ baseline: a, candidate: b }], 5),
    ...pairedMeanDifferences([{ baseline: c, candidate: d }], 5),
  ];
  const together = pairedMeanDifferences(
    [
      { baseline: a, candidate: b },
      { baseline: c, candidate: d },
    ],
    5,
  );
  expect(together).toEqual(alone);
});
