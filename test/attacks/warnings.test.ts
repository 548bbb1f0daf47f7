import { expect, test } from "vitest";
import { type AttackInput, attacks, attackWarnings } from "../../attacks/index.ts";
import { pgd } from "../../attacks/pgd.ts";

const [fgsm, iFgsm] = attacks;
const ALL_WELL: AttackInput = {
  attack: iFgsm,
  budget: { epsilon: 8 / 255, space: "pixel" },
  images: Float32Array.of(0, 0.5, 1),
  eightBit: true,
};
const codes = (change: Partial<AttackInput>) => attackWarnings({ ...ALL_WELL, ...change }).map(({ code }) => code);

test("nothing to say when all is well, for any attack as it is configured", () => {
  for (const attack of attacks) expect(codes({ attack })).toEqual([]);
});

test("a step longer than epsilon, and steps that add up to less than it", () => {
  expect(codes({ attack: pgd.configure({ stepSize: 9 / 255 }) })).toEqual(["step-above-epsilon"]);
  expect(codes({ attack: pgd.configure({ stepSize: 8 / 255 }) })).toEqual([]);
  expect(codes({ attack: iFgsm.configure({ stepSize: 0.001 }) })).toEqual(["steps-too-short"]);
});

test("images that are not in [0, 1]", () => {
  expect(codes({ images: Float32Array.of(-2.1, 0.5, 2.3) })).toEqual(["images-out-of-range"]);
  expect(codes({ images: Float32Array.of(0, 128, 255) })).toEqual(["images-out-of-range"]);
});

test("an epsilon below one grey level, for 8-bit images in pixel space under L-infinity", () => {
  const budget = { epsilon: 0.003, space: "pixel" } as const;
  expect(codes({ budget })).toEqual(["epsilon-below-grey-level"]);
  expect(attackWarnings({ ...ALL_WELL, budget })[0].sentence).toContain("1/255 = 0.003922");
  expect(codes({ budget: { epsilon: 1 / 255, space: "pixel" } })).toEqual([]);
  expect(codes({ budget, eightBit: false })).toEqual([]);
  expect(codes({ budget: { epsilon: 0.003, space: "normalized" } })).toEqual([]);
});

test("an epsilon above the range: 8 where 8/255 was meant", () => {
  const [warning] = attackWarnings({ ...ALL_WELL, attack: fgsm, budget: { epsilon: 8, space: "pixel" } });
  expect(warning.code).toBe("epsilon-above-range");
  expect(warning.sentence).toContain("write 8/255");
});

test("epsilon 0 is clean accuracy and needs no warning", () => {
  expect(codes({ budget: { epsilon: 0, space: "pixel" }, attack: pgd.configure({ stepSize: 1 }) })).toEqual([]);
});
