import { describe, expect, test } from "vitest";
import { detectableHarm, type Metric, mcnemarWorse, metrics, type Paired } from "../../../metrics/index.ts";
import { createRandom } from "../../../src/core/random.ts";

const none = new Float64Array(0);
const accuracy = metrics[0] as Metric;

function shares(lost: number, won: number, count: number): Paired {
  return {
    metric: accuracy,
    count,
    seed: 0,
    values: [0.9, 0.9 - (lost - won) / count],
    discordant: { onlyFirst: lost, onlySecond: won },
    resampled: [none, none],
    exchanged: [none, none],
  };
}

describe("one-sided McNemar", () => {
  test.each([
    [3, 0, 1 / 8],
    [0, 3, 1],
    [2, 1, 4 / 8],
    [1, 2, 7 / 8],
    [0, 0, 1],
  ])("%i lost and %i won: %f", (onlyFirst, onlySecond, p) => {
    expect(mcnemarWorse({ onlyFirst, onlySecond })).toBeCloseTo(p, 12);
  });
});

describe("detectable harm of a share", () => {
  test("without discordant examples: five must be lost for 2^-5 < 5 %; SciPy: binom.sf(4, 100, h) = 0.8", () => {
    expect(detectableHarm(shares(0, 0, 100), { alpha: 0.05 })).toBeCloseTo(0.06629670413482627, 6);
  });

  test("exact power as SciPy sums it: 8 lost, 8 won of 200 at 1 %; it is the discordant ones that count", () => {
    expect(detectableHarm(shares(8, 8, 200), { alpha: 0.01 })).toBeCloseTo(0.09572191510407181, 5);
    expect(detectableHarm(shares(12, 4, 200), { alpha: 0.01 })).toBeCloseTo(0.09572191510407181, 5);
  });

  test("few examples detect nothing: at most three can be lost, and 2^-3 > 5 %", () => {
    expect(detectableHarm(shares(0, 0, 3), { alpha: 0.05 })).toBe(Infinity);
  });

  test("the approximation meets the exact power where one takes over from the other", () => {
    const [exact, approximate] = [150, 151].map((won) => detectableHarm(shares(won, won, 5000), { alpha: 0.01 }));
    expect(approximate / exact).toBeGreaterThan(0.95);
    expect(approximate / exact).toBeLessThan(1.03);
  });

  test("beyond a margin, with many examples: the margin and 2.4865 standard errors", () => {
    // 1,000 lost and 1,000 won of 100,000; harm h over the margin 0.01: d is 0.02 + h, h some 0.0114.
    const harm = detectableHarm(shares(1000, 1000, 100_000), { alpha: 0.05, margin: 0.01 });
    const error = Math.sqrt((0.02 + harm - 0.01 ** 2) / 100_000);
    expect((harm - 0.01) / error).toBeCloseTo(1.6449 + 0.8416, 2);
  });
});

test("of any other metric: 2.4865 standard errors of the resampled differences beyond the margin", () => {
  // Two resamples, with harms 0 and 0.2: standard deviation 0.2 / sqrt(2).
  const brier = metrics.find(({ id }) => id === "brier") as Metric;
  const zero = Float64Array.of(0, 0);
  const paired = {
    metric: brier,
    count: 9,
    seed: 0,
    values: [0, 0.1] as const,
    resampled: [zero, Float64Array.of(0, 0.2)] as const,
    exchanged: [zero, zero] as const,
  };
  expect(detectableHarm(paired, { alpha: 0.05, margin: 1 })).toBeCloseTo(1 + (2.4865 * 0.2) / Math.SQRT2, 4);
});

describe("rare losses of very unequal harm", () => {
  const random = createRandom("rare losses");
  const exponential = () => -Math.log(1 - random.uniform());
  const COUNT = 800;
  const RUNS = 4000;

  /** A lost answer costs an exponential over n, as it costs AURC; besides there is noise of this many times 1 / n. */
  function stated(noise: number, margin: number): number {
    const zero = Float64Array.of(0, 0);
    const at = (share: number) => {
      const squared = 2 * share - share ** 2 + noise ** 2 / COUNT;
      const shape = { skewness: (6 * share) / squared ** 1.5, kurtosis: 3 + (24 * share) / squared ** 2 };
      return { harm: share, error: Math.sqrt(squared / COUNT), shape };
    };
    const brier = metrics.find(({ id }) => id === "brier") as Metric;
    const rest = { metric: brier, count: COUNT, seed: 0, values: [0, 0] as const };
    const lostAnswers = { shares: [0, 1], at };
    const pair = [zero, zero] as const;
    return detectableHarm({ ...rest, resampled: pair, exchanged: pair, lostAnswers }, { alpha: 0.05, margin });
  }

  // Where few are lost the normal approximation alone states what is found in 85 to 89 % (the first three).
  test.each([
    [0.3, 0.2],
    [1, 0.2],
    [0.5, 0.8],
    [2, 0.8],
    [6, 0.8],
    [1, 4],
  ])("noise %f, margin %f: what is stated is found in 76 to 84 %% of simulations", (noise, lost) => {
    const expected = COUNT * stated(noise, lost / COUNT);
    let found = 0;
    for (let run = 0; run < RUNS; run++) {
      let [harm, squared] = [noise * random.normal(), noise ** 2];
      for (let time = exponential(); time < expected; time += exponential()) {
        const cost = exponential();
        harm += cost;
        squared += cost ** 2;
      }
      if (harm - lost > 1.644854 * Math.sqrt(squared)) found++;
    }
    expect(found / RUNS).toBeGreaterThan(0.76);
    expect(found / RUNS).toBeLessThan(0.84);
  });
});
