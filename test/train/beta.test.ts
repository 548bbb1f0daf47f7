import { expect, test } from "vitest";
import { createRandom } from "../../src/core/random.ts";
import { drawBeta } from "../../src/train/beta.ts";

test.each([0.2, 1, 3])("Beta(%f, %f) has mean 1/2 and variance 1 / (4 (2 a + 1))", (shape) => {
  const random = createRandom("beta").fork(shape);
  const draws = Array.from({ length: 20_000 }, () => drawBeta(shape, random));
  const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
  const variance = draws.reduce((sum, x) => sum + (x - 0.5) ** 2, 0) / draws.length;
  const expected = 1 / (4 * (2 * shape + 1));
  expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(expected / draws.length));
  expect(Math.abs(variance / expected - 1)).toBeLessThan(0.05);
  expect(draws.every((x) => x >= 0 && x <= 1)).toBe(true);
});
