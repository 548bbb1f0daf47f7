import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { enlarge } from "../../src/core/enlarge.ts";
import { createRandom } from "../../src/core/random.ts";
import { gradCam, peakOf, positiveEvidence } from "../../src/explain/grad-cam.ts";
import { imputeRemoved } from "../../src/explain/impute.ts";
import { shareInCell } from "../../src/explain/pointing.ts";
import { rankCorrelation } from "../../src/explain/rank-correlation.ts";
import { removedByRank } from "../../src/explain/removal.ts";

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../fixtures/explain/${name}.json`, import.meta.url), "utf8"));

function largestDifference(actual: ArrayLike<number>, expected: readonly number[]): number {
  expect(actual.length).toBe(expected.length);
  return expected.reduce((largest, value, i) => Math.max(largest, Math.abs(value - actual[i])), 0);
}

describe("Grad-CAM of one image", () => {
  // Two positions, two channels. Channel 0: A = 1, 2 and gradients 3, 5: a_0 = 4. Channel 1: A = 10, 1 and gradients
  // -1, 0: a_1 = -0.5. Map: 4 x 1 - 0.5 x 10 = -1 and 4 x 2 - 0.5 x 1 = 7.5.
  const map = gradCam({
    activation: Float32Array.of(1, 10, 2, 1),
    gradient: Float32Array.of(3, -1, 5, 0),
    height: 1,
    width: 2,
    channels: 2,
  });

  test("weights channels by their mean gradient", () => {
    expect([...map.raw]).toEqual([-1, 7.5]);
    expect([...positiveEvidence(map)]).toEqual([0, 7.5]);
    expect(peakOf(map)).toBe(7.5);
  });

  test("has no peak where no position speaks for the class", () => {
    expect(peakOf({ ...map, raw: Float32Array.of(-1, -2) })).toBe(0);
  });
});

test("enlarging equals PyTorch's bilinear interpolation", () => {
  for (const { from, to, map, enlarged } of read("enlarge")) {
    const [size, target] = [from, to].map(([height, width]) => ({ height, width }));
    expect(largestDifference(enlarge(Float32Array.from(map), size, target), enlarged)).toBeLessThan(2e-6);
  }
});

test("rank correlation equals SciPy's, ties included", () => {
  for (const { first, second, rho } of read("correlation")) {
    expect(rankCorrelation(first, second)).toBeCloseTo(rho, 12);
  }
  expect(rankCorrelation([1, 1], [1, 2])).toBeNaN();
});

describe("imputing removed pixels", () => {
  test("equals the reference implementation's direct solution", () => {
    for (const { height, width, image, removed, imputed } of read("road")) {
      const shape = { height, width, channels: 3 };
      const actual = imputeRemoved(Float32Array.from(image), Uint8Array.from(removed), shape);
      expect(largestDifference(actual, imputed)).toBeLessThan(1e-5);
    }
  });

  test("with noise, is that solution and noise", () => {
    for (const { height, width, image, removed, imputed } of read("road")) {
      const shape = { height, width, channels: 3 };
      const noisy = imputeRemoved(Float32Array.from(image), Uint8Array.from(removed), shape, createRandom(2));
      // The same draws, in the order of channels and removed pixels.
      const random = createRandom(2);
      for (let channel = 0; channel < 3; channel++) {
        for (let pixel = 0; pixel < height * width; pixel++) {
          if (removed[pixel] === 0) continue;
          const expected = imputed[pixel * 3 + channel] + 0.01 * random.normal();
          expect(Math.abs(noisy[pixel * 3 + channel] - expected)).toBeLessThan(5e-4);
        }
      }
    }
  });

  test("adds noise of standard deviation 0.01, to removed pixels only", () => {
    const shape = { height: 40, width: 40, channels: 1 };
    const grey = new Float32Array(1600).fill(0.5);
    const removed = Uint8Array.from(grey, (_, i) => (i % 2 === 0 ? 1 : 0));
    const noisy = imputeRemoved(grey, removed, shape, createRandom(0));
    const noise = noisy.map((value) => value - 0.5);
    expect(noise.filter((value, i) => removed[i] === 0 && value !== 0)).toHaveLength(0);
    const variance = noise.reduce((sum, value) => sum + value * value, 0) / 800;
    // 800 draws: the standard error of the standard deviation is 0.01 / sqrt(1600) = 0.00025.
    expect(Math.abs(Math.sqrt(variance) - 0.01)).toBeLessThan(0.001);
  });
});

describe("removal by rank", () => {
  const relevance = Float32Array.of(0, 3, 0, 1);
  const tieBreak = Int32Array.of(2, 3, 0, 1);

  test("takes the most or the least relevant first, equal ones in the order given", () => {
    expect([...removedByRank(relevance, 0.5, "most-relevant-first", tieBreak)]).toEqual([0, 1, 0, 1]);
    expect([...removedByRank(relevance, 0.25, "least-relevant-first", tieBreak)]).toEqual([0, 0, 1, 0]);
    expect([...removedByRank(relevance, 0.75, "most-relevant-first", tieBreak)]).toEqual([0, 1, 1, 1]);
  });

  test("removes just the share that was asked for, even where most of the map is zero", () => {
    const sparse = new Float32Array(100);
    sparse[7] = 1;
    for (const share of [0, 0.1, 0.9, 1]) {
      const removed = removedByRank(sparse, share, "least-relevant-first", createRandom(1).permutation(100));
      expect(removed.reduce((sum, value) => sum + value, 0)).toBe(share * 100);
    }
  });
});

test("the share of positive evidence in a cell of a grid", () => {
  // 2 x 2 cells of one position: evidence 3 of 4 in cell 1; the negative position counts as none.
  expect(shareInCell(Float32Array.of(1, 3, -5, 0), { height: 2, width: 2 }, 2, 1)).toBe(0.75);
  expect(shareInCell(new Float32Array(4), { height: 2, width: 2 }, 2, 1)).toBeNaN();
});
