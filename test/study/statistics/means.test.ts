import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createRandom } from "../../../src/core/random.ts";
import { crossedMean } from "../../../src/study/statistics/crossed-mean.ts";
import { meanOverSeeds } from "../../../src/study/statistics/seed-mean.ts";

const fixture = JSON.parse(readFileSync(new URL("../../fixtures/study/scipy.json", import.meta.url), "utf8")) as {
  readonly rows: readonly { readonly differences: number[]; readonly interval: [number, number] | null }[];
};

describe("over seeds", () => {
  test.each(fixture.rows.filter(({ interval }) => interval !== null))(
    "the interval is SciPy's t.interval of $differences",
    ({ differences, interval }) => {
      const found = meanOverSeeds(differences).interval;
      for (const [i, end] of (interval ?? []).entries()) expect(found[i]).toBeCloseTo(end, 8);
    },
  );

  test("one seed has no deviation and no interval", () => {
    expect(meanOverSeeds([0.5])).toEqual({
      mean: 0.5,
      deviation: Number.NaN,
      interval: [Number.NaN, Number.NaN],
      count: 1,
    });
  });
});

describe("over seeds and examples", () => {
  test("worked by hand", () => {
    // Rows 1 2 3 and 3 6 9. Mean 4; seeds 2 and 6, examples 2 4 6. Residuals: row one 1 0 -1, row two -1 0 1.
    // A = 3 (4 + 4) / 1 = 24, B = 2 (4 + 0 + 4) / 2 = 8, C = 4 / 2 = 2.
    // Components: (24 - 2) / 3, (8 - 2) / 2, 2. Variance of the mean: 22/6 + 1 + 2/6 = 5.
    const { mean, variance, interval } = crossedMean(Float64Array.of(1, 2, 3, 3, 6, 9), 2);
    expect(mean).toBe(4);
    expect(variance.seeds).toBeCloseTo(22 / 3, 12);
    expect(variance.examples).toBeCloseTo(3, 12);
    expect(variance.interaction).toBeCloseTo(2, 12);
    // Degrees of freedom: 5^2 / ((24/6)^2/1 + (8/6)^2/2 + (2/6)^2/2) = 25 / (16 + 17/18) = 1.4754; t(0.975) of R's qt: 6.1765.
    expect((interval[1] - interval[0]) / 2 / Math.sqrt(5)).toBeCloseTo(studentOf(25 / (16 + 17 / 18)), 3);
  });

  test("all equal: no width", () => {
    expect(crossedMean(new Float64Array(12).fill(0.25), 3)).toMatchObject({ mean: 0.25, interval: [0.25, 0.25] });
  });
});

/** Quantile 0.975 by bisection over the density's integral: nothing of the library under test. */
function studentOf(freedom: number): number {
  const density = (x: number) => (1 + (x * x) / freedom) ** (-(freedom + 1) / 2);
  // x = tan(angle) makes the whole line finite.
  const integral = (to: number) => {
    const steps = 20_000;
    const end = Math.atan(to);
    let sum = 0;
    for (let i = 0; i < steps; i++) {
      const angle = ((i + 0.5) / steps) * end;
      sum += (density(Math.tan(angle)) / Math.cos(angle) ** 2) * (end / steps);
    }
    return sum;
  };
  const whole = integral(1e12);
  let [low, high] = [0, 1000];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (0.5 + (0.5 * integral(middle)) / whole < 0.975) low = middle;
    else high = middle;
  }
  return low;
}

describe("simulated crossed data", () => {
  const [seeds, examples, draws] = [6, 150, 2000];
  const cases = [
    { name: "seeds matter", of: { seeds: 0.04, examples: 0.5, interaction: 1 } },
    { name: "examples matter", of: { seeds: 0.001, examples: 2, interaction: 1 } },
    { name: "both", of: { seeds: 0.02, examples: 2, interaction: 1 } },
  ];

  test.each(cases)("$name: components within 10 %, intervals cover 93 to 97 %", ({ name, of }) => {
    const random = createRandom(5).fork(name);
    const sums = { seeds: 0, examples: 0, interaction: 0 };
    let covered = 0;
    for (let draw = 0; draw < draws; draw++) {
      const stream = random.fork(draw);
      const normals = (count: number, variance: number) =>
        Float64Array.from({ length: count }, () => Math.sqrt(variance) * stream.normal());
      const a = normals(seeds, of.seeds);
      const b = normals(examples, of.examples);
      const values = normals(seeds * examples, of.interaction);
      for (let i = 0; i < values.length; i++) values[i] += a[Math.floor(i / examples)] + b[i % examples];
      const { interval, variance } = crossedMean(values, seeds);
      if (interval[0] <= 0 && interval[1] >= 0) covered++;
      for (const key of Object.keys(sums) as (keyof typeof sums)[]) sums[key] += variance[key] / draws;
    }
    expect(covered / draws).toBeGreaterThanOrEqual(0.93);
    expect(covered / draws).toBeLessThanOrEqual(0.97);
    for (const key of ["examples", "interaction"] as const) expect(Math.abs(sums[key] / of[key] - 1)).toBeLessThan(0.1);
    // A component near zero is cut at zero, which lifts its mean.
    if (of.seeds > 0.01) expect(Math.abs(sums.seeds / of.seeds - 1)).toBeLessThan(0.1);
  });
});
