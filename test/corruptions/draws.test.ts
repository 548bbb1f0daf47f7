import { describe, expect, test } from "vitest";
import {
  corruptionRandom,
  DRAWN_TEXTURES,
  type FrostDraws,
  findCorruption,
  type SnowDraws,
} from "../../corruptions/index.ts";
import type { Severity } from "../../src/core/condition.ts";
import type { Image } from "../../src/core/image.ts";

/** Draws for an image of one value, large enough for tight bounds. */
function draws<Draws>(id: string, severity: Severity, value = 128, side = 100, index = 0): Draws {
  const image: Image = { pixels: new Uint8Array(side * side * 3).fill(value), height: side, width: side };
  const corruption = findCorruption(id);
  return corruption.draw(image, severity, corruptionRandom(7, id, severity, index), { constants: "cifar" }) as Draws;
}

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: ArrayLike<number>) => {
  const centre = mean(values);
  return mean(Array.from(values, (value) => (value - centre) ** 2));
};

// Bounds are five standard errors: a right generator fails one such test in about two million.
describe("what is drawn has the distribution that the reference states", () => {
  test.each([
    ["gaussian_noise", 0.08],
    ["speckle_noise", 0.12],
  ])("%s: normal, mean 0, standard deviation %f at severity 3", (id, deviation) => {
    const noise = draws<Float64Array>(id, 3);
    expect(Math.abs(mean(noise))).toBeLessThan((5 * deviation) / Math.sqrt(noise.length));
    expect(Math.abs(variance(noise) / deviation ** 2 - 1)).toBeLessThan(5 * Math.sqrt(2 / noise.length));
    const within = noise.filter((value) => Math.abs(value) < deviation).length / noise.length;
    expect(within).toBeCloseTo(0.6827, 1);
  });

  test.each([1, 20, 128, 255])("shot_noise: Poisson probabilities for the value %i at severity 5", (value) => {
    const rate = (value / 255) * 50;
    const counts = draws<Float64Array>("shot_noise", 5, value);
    let probability = Math.exp(-rate);
    for (let k = 0; k < 100; k++) {
      const observed = counts.filter((count) => count === k).length;
      const expected = probability * counts.length;
      if (expected >= 5) expect(Math.abs(observed - expected), `count ${k}`).toBeLessThan(5.5 * Math.sqrt(expected));
      else expect(observed, `count ${k}`).toBeLessThan(30);
      probability *= rate / (k + 1);
    }
    expect(Math.abs(mean(counts) - rate)).toBeLessThan(5 * Math.sqrt(rate / counts.length));
  });

  test("shot_noise: large rates too, where mean and variance are the rate", () => {
    const counts = draws<Float64Array>("shot_noise", 1, 255);
    expect(Math.abs(mean(counts) - 500)).toBeLessThan(5 * Math.sqrt(500 / counts.length));
    expect(Math.abs(variance(counts) / 500 - 1)).toBeLessThan(5 * Math.sqrt(2 / counts.length));
  });

  test("shot_noise: black stays black", () => {
    expect(Math.max(...draws<Float64Array>("shot_noise", 5, 0, 20))).toBe(0);
  });

  test("impulse_noise: 7 % of the values at severity 5, half of them white", () => {
    const side = 100;
    const image = { pixels: new Uint8Array(side * side * 3).fill(128), height: side, width: side };
    const corruption = findCorruption("impulse_noise");
    const options = { constants: "cifar" } as const;
    const drawn = corruption.draw(image, 5, corruptionRandom(7, corruption.id, 5, 0), options);
    const { pixels } = corruption.apply(image, 5, drawn, options);
    const white = pixels.filter((value) => value === 255).length;
    const black = pixels.filter((value) => value === 0).length;
    expect(Math.abs(white + black - 2100)).toBeLessThan(5 * Math.sqrt(2100 * 0.93));
    expect(Math.abs(white - black)).toBeLessThan(5 * Math.sqrt(2100));
  });

  test("glass_blur: displacements from -1 to 0, all four pairs equally often", () => {
    const displacements = draws<Int8Array>("glass_blur", 5);
    const pairs = new Map<string, number>();
    for (let i = 0; i < displacements.length; i += 2) {
      const pair = `${displacements[i]} ${displacements[i + 1]}`;
      pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
    }
    expect([...pairs.keys()].sort()).toEqual(["-1 -1", "-1 0", "0 -1", "0 0"]);
    const expected = displacements.length / 8;
    for (const count of pairs.values()) expect(Math.abs(count - expected)).toBeLessThan(5 * Math.sqrt(expected));
  });

  test("motion_blur and snow: angles over 90 degrees, around 0 and around -90", () => {
    const angles = Array.from({ length: 2000 }, (_, index) => draws<number>("motion_blur", 1, 0, 8, index));
    expect(Math.min(...angles)).toBeGreaterThanOrEqual(-45);
    expect(Math.max(...angles)).toBeLessThan(45);
    expect(Math.abs(mean(angles))).toBeLessThan((5 * 26) / Math.sqrt(angles.length));
    const falls = Array.from({ length: 2000 }, (_, index) => draws<SnowDraws>("snow", 1, 0, 8, index).angle);
    expect(Math.abs(mean(falls) + 90)).toBeLessThan((5 * 26) / Math.sqrt(falls.length));
    expect(Math.max(...falls)).toBeLessThan(-45);
  });

  test("frost: each of the five textures, crops inside it", () => {
    const drawn = Array.from({ length: 1000 }, (_, index) => draws<FrostDraws>("frost", 1, 0, 32, index));
    for (let texture = 0; texture < DRAWN_TEXTURES; texture++) {
      expect(Math.abs(drawn.filter((each) => each.texture === texture).length - 200)).toBeLessThan(5 * 13);
    }
    const first = drawn.filter(({ texture }) => texture === 0);
    // frost1.png is 600 x 900 pixels, 120 x 180 after shrinking; NumPy's randint excludes its upper bound.
    expect(Math.max(...first.map(({ top }) => top))).toBeLessThan(120 - 32);
    expect(Math.max(...first.map(({ left }) => left))).toBeLessThan(180 - 32);
  });
});
