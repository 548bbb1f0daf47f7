import { describe, expect, test } from "vitest";
import { frostTexture } from "../../../corruptions/imaging/frost-textures.ts";

/**
 * Measured on the photographs of hendrycks/robustness, shrunk to a fifth: size, mean and standard deviation of each
 * channel, standard deviation of the grey level inside crops of 32 x 32.
 */
const PHOTOGRAPHS = [
  { height: 120, width: 180, mean: [77.5, 149, 165.7], deviation: [26.8, 16.4, 15.3], within: 14.3 },
  { height: 63, width: 112, mean: [200.8, 205.4, 214.5], deviation: [21.4, 22.1, 22.6], within: 18.2 },
  { height: 63, width: 112, mean: [200.8, 205.4, 214.5], deviation: [21.4, 22.1, 22.6], within: 18.2 },
  { height: 70, width: 105, mean: [138, 153.2, 165.6], deviation: [29, 29, 30.2], within: 26 },
  { height: 99, width: 132, mean: [112.3, 123.3, 134.7], deviation: [44.3, 43.2, 41.6], within: 34.6 },
];

const moments = (values: readonly number[]) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) };
};

describe.each(PHOTOGRAPHS.map((photograph, index) => [index, photograph] as const))(
  "procedural frost texture %i against the statistics of the reference's photograph",
  (index, { height, width, mean, deviation, within }) => {
    const texture = frostTexture(index, 5);

    test("has its size, and its means and deviations within 5 grey levels", () => {
      expect(texture).toMatchObject({ height, width });
      for (let channel = 0; channel < 3; channel++) {
        const found = moments(Array.from(texture.pixels).filter((_, i) => i % 3 === channel));
        expect(Math.abs(found.mean - mean[channel])).toBeLessThan(5);
        expect(Math.abs(found.deviation - deviation[channel])).toBeLessThan(5);
      }
    });

    test("has its contrast inside crops, within a quarter", () => {
      const inside: number[] = [];
      for (let top = 0; top + 32 <= height; top += 8) {
        for (let left = 0; left + 32 <= width; left += 8) {
          const grey = Array.from({ length: 32 * 32 }, (_, i) => {
            const at = ((top + (i >> 5)) * width + left + (i & 31)) * 3;
            return (texture.pixels[at] + texture.pixels[at + 1] + texture.pixels[at + 2]) / 3;
          });
          inside.push(moments(grey).deviation);
        }
      }
      expect(Math.abs(moments(inside).mean / within - 1)).toBeLessThan(0.25);
    });
  },
);

test("the fine texture, sampled at every fifth pixel, is the coarse one", () => {
  const coarse = frostTexture(1, 5);
  const fine = frostTexture(1, 1);
  for (let row = 0; row < coarse.height; row += 7) {
    for (let column = 0; column < coarse.width; column += 7) {
      const at = ((row * 5 + 2) * fine.width + column * 5 + 2) * 3;
      const from = (row * coarse.width + column) * 3;
      expect([...fine.pixels.subarray(at, at + 3)]).toEqual([...coarse.pixels.subarray(from, from + 3)]);
    }
  }
});
