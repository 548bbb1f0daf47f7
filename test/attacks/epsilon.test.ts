import fc from "fast-check";
import { expect, test } from "vitest";
import { epsilonUnits, parseEpsilon } from "../../attacks/index.ts";

test.each([
  ["8/255", 8 / 255],
  [" 8 / 255 ", 8 / 255],
  ["0.031", 0.031],
  [".5", 0.5],
  ["1e-3", 0.001],
  ["0", 0],
  ["1.5/255", 1.5 / 255],
  ["2.", 2],
])("%j is %d", (text, value) => {
  expect(parseEpsilon(text)).toBe(value);
});

test.each(["", "eight", "8/", "/255", "8/0", "-0.1", "1/2/3", "8%", "0x10", "NaN", "Infinity", "1e999", "8,255"])(
  "%j is refused, with what to write",
  (text) => {
    expect(() => parseEpsilon(text, "--eps")).toThrow(
      /--eps: expected a decimal or a quotient .* Write 0\.031 or 8\/255/,
    );
  },
);

test("an epsilon in both spaces, by hand, and back again", () => {
  const normalization = { mean: [0, 0, 0], std: [0.5, 0.25, 0.2] } as const;
  expect(epsilonUnits({ epsilon: 0.1, space: "pixel" }, normalization)).toEqual({
    pixel: [0.1, 0.1, 0.1],
    normalized: [0.2, 0.4, 0.5],
  });
  expect(epsilonUnits({ epsilon: 0.1, space: "normalized" }, normalization).pixel).toEqual([0.05, 0.025, 0.1 * 0.2]);
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (epsilon) => {
      const { normalized } = epsilonUnits({ epsilon, space: "pixel" }, normalization);
      normalized.forEach((value, channel) => {
        expect(epsilonUnits({ epsilon: value, space: "normalized" }, normalization).pixel[channel]).toBeCloseTo(
          epsilon,
        );
      });
    }),
  );
});
