import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createRandom } from "../../../src/core/random.ts";
import { seedsNeeded, signFlipTest, smallestAdjustedP } from "../../../src/study/statistics/sign-flip.ts";

const fixture = JSON.parse(readFileSync(new URL("../../fixtures/study/scipy.json", import.meta.url), "utf8")) as {
  readonly rows: readonly { readonly differences: number[]; readonly p: number }[];
};

test.each(fixture.rows)("equals SciPy's permutation_test on $differences", ({ differences, p }) => {
  expect(signFlipTest(differences)).toBeCloseTo(p, 12);
});

test("nothing can be less probable than all signs alike", () => {
  for (const seeds of [2, 3, 5, 6, 10]) {
    expect(signFlipTest(Array.from({ length: seeds }, (_, i) => i + 1))).toBe(smallestAdjustedP(seeds, 1));
  }
});

test("many seeds: random assignments come close to the exact share", () => {
  // Sixteen differences exactly; a seventeenth of zero changes nothing about which sums are as far.
  const random = createRandom(3);
  const differences = Array.from({ length: 16 }, () => random.normal() + 0.4);
  const exact = signFlipTest(differences);
  // Standard error of a share of 100,000: below 0.0016; four of them.
  expect(Math.abs(signFlipTest([...differences, 0]) - exact)).toBeLessThan(0.0064);
});

test("no differences, no p-value", () => {
  expect(signFlipTest([])).toBeNaN();
});

test("seeds that a comparison needs", () => {
  // 2^(1 - n) m <= 0.05: one method 1/32 with six seeds; five methods 5/128 with eight; 20 methods 20/512 with ten.
  expect([1, 5, 20].map((methods) => seedsNeeded(methods))).toEqual([6, 8, 10]);
  for (const methods of [1, 2, 5, 13, 20]) {
    expect(smallestAdjustedP(seedsNeeded(methods), methods)).toBeLessThanOrEqual(0.05);
    expect(smallestAdjustedP(seedsNeeded(methods) - 1, methods)).toBeGreaterThan(0.05);
  }
});

test("one method under two names: at most 5 % of studies claim a difference", () => {
  const random = createRandom(11);
  let claims = 0;
  for (let study = 0; study < 1000; study++) {
    const under = (name: string) => {
      const draws = random.fork(study, name);
      return Array.from({ length: 6 }, () => 0.7 + 0.01 * draws.normal() - 0.01 * Math.log(draws.uniform()));
    };
    const [one, other] = [under("one"), under("other")];
    if (signFlipTest(one.map((value, seed) => value - other[seed])) <= 0.05) claims++;
  }
  // The test is exact: 2 of 64 assignments are below 0.05, so 31 of 1,000 are expected, with deviation 5.5.
  expect(claims).toBeLessThanOrEqual(50);
  expect(claims).toBeGreaterThan(10);
});
