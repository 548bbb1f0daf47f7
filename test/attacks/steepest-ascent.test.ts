import { describe, expect, test } from "vitest";
import { fgsm } from "../../attacks/fgsm.ts";
import { iFgsm } from "../../attacks/i-fgsm.ts";
import { createAttackBatch, steepestAscent } from "../../attacks/index.ts";
import { miFgsm } from "../../attacks/mi-fgsm.ts";
import { pgd } from "../../attacks/pgd.ts";
import { linearModel } from "./linear-model.ts";

const WEIGHTS = [2, -1, 0.5, -3, 0, 1];
const IMAGE = [0.5, 0.5, 0.5, 0.5, 0.5, 0.5];

/** Two classes, z = (0, w . x): away from label 0 is +w. */
function victimsOf(image: readonly number[], label: number, std: [number, number, number] = [1, 1, 1]) {
  const model = linearModel([WEIGHTS.map(() => 0), WEIGHTS], [0, 0], {
    normalization: { mean: [0.4, 0.5, 0.6], std },
  });
  return { model, batch: createAttackBatch(model, Float32Array.from(image), Int32Array.of(label)) };
}

describe("on a linear model, where the worst perturbation is known in closed form", () => {
  test.each([0, 1])("FGSM equals x + epsilon sign(w), away from label %i", async (label) => {
    const { batch } = victimsOf(IMAGE, label);
    const direction = label === 0 ? 1 : -1;
    const expected = IMAGE.map((pixel, i) => pixel + direction * 0.1 * Math.sign(WEIGHTS[i]));
    const images = await fgsm.perturb(batch, { epsilon: 0.1, space: "pixel" });
    expected.forEach((value, i) => {
      expect(images[i]).toBeCloseTo(value, 6);
    });
  });

  test.each([iFgsm, miFgsm])("$id reaches the same corner in both spaces", async (attack) => {
    for (const space of ["pixel", "normalized"] as const) {
      const { batch } = victimsOf(IMAGE, 0, [0.2, 0.3, 0.25]);
      const single = await fgsm.perturb(batch, { epsilon: 0.1, space });
      const iterated = await attack.perturb(batch, { epsilon: 0.1, space });
      iterated.forEach((value, i) => {
        expect(value).toBeCloseTo(single[i], 6);
      });
    }
  });

  test("PGD reaches the same corner from any start, where the gradient is not zero", async () => {
    const { batch } = victimsOf(IMAGE, 0);
    const single = await fgsm.perturb(batch, { epsilon: 0.1, space: "pixel" });
    const images = await pgd.configure({ stopWhenFooled: false }).perturb(batch, { epsilon: 0.1, space: "pixel" });
    images.forEach((value, i) => {
      if (WEIGHTS[i] !== 0) expect(value).toBeCloseTo(single[i], 6);
    });
  });

  test("one L2 step equals x + epsilon w / |w|, in normalised space x + epsilon std^2 w / |std w|", async () => {
    const std = [0.2, 0.3, 0.25] as [number, number, number];
    const fgm = steepestAscent({
      id: "fgm",
      title: "",
      source: "",
      norm: "l2",
      steps: 1,
      pathLength: 1,
      keep: "last",
      adjustable: [],
    });
    for (const space of ["pixel", "normalized"] as const) {
      const unit = space === "pixel" ? [1, 1, 1] : std;
      const { batch } = victimsOf(IMAGE, 0, std);
      const images = await fgm.perturb(batch, { epsilon: 0.1, space });
      const length = Math.hypot(...WEIGHTS.map((weight, i) => weight * unit[i % 3]));
      WEIGHTS.forEach((weight, i) => {
        expect(images[i]).toBeCloseTo(0.5 + (0.1 * unit[i % 3] ** 2 * weight) / length, 6);
      });
    }
  });

  test("an epsilon in normalised space moves each channel by epsilon x its std", async () => {
    const { batch } = victimsOf(IMAGE, 0, [0.2, 0.3, 0.25]);
    const images = await fgsm.perturb(batch, { epsilon: 0.1, space: "normalized" });
    const moves = [0.02, -0.03, 0.025, -0.02, 0, 0.025];
    moves.forEach((move, i) => {
      expect(images[i] - 0.5).toBeCloseTo(move, 6);
    });
  });

  test("pixel space stays a real image, normalised space may leave [0, 1]", async () => {
    const { batch } = victimsOf([0.99, 0.01, 1, 0, 0.5, 1], 0);
    const pixel = await fgsm.perturb(batch, { epsilon: 0.1, space: "pixel" });
    const normalized = await fgsm.perturb(batch, { epsilon: 0.1, space: "normalized" });
    expect([...pixel].every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(normalized[0]).toBeCloseTo(1.09, 6);
  });

  test("a targeted attack goes towards the target: three classes along three axes", async () => {
    const model = linearModel([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
    const batch = createAttackBatch(model, Float32Array.of(0.5, 0.4, 0.3), Int32Array.of(0), {
      targets: Int32Array.of(2),
    });
    const images = await fgsm.perturb(batch, { epsilon: 0.25, space: "pixel" });
    expect([...images].map((value) => Math.round(value * 100))).toEqual([25, 15, 55]);
  });
});

test("one gradient of the clean images serves every attack and epsilon", async () => {
  const { model, batch } = victimsOf(IMAGE, 0);
  for (const epsilon of [0.001, 0.003, 0.005, 0.01, 0.05]) await fgsm.perturb(batch, { epsilon, space: "pixel" });
  expect(model.calls.gradient).toBe(1);
  await iFgsm.perturb(batch, { epsilon: 0.01, space: "pixel" });
  expect(model.calls.gradient).toBe(1 + iFgsm.gradients - 1);
});

test("momentum by hand: the first direction goes on against a gradient that turned", async () => {
  const script = [
    [3, 1, 0],
    [-1, 1, 0],
    [-1, 0, 0],
  ];
  const { model } = victimsOf(IMAGE, 0);
  const scripted = {
    ...model,
    height: 1,
    width: 1,
    gradient: async () => ({
      gradient: Float32Array.from(script.shift() as number[]),
      logits: Float32Array.of(1, 0),
      losses: Float32Array.of(0),
    }),
  };
  const batch = createAttackBatch(scripted, Float32Array.of(0.5, 0.5, 0.5), Int32Array.of(0));
  const images = await miFgsm.configure({ steps: 3 }).perturb(batch, { epsilon: 0.3, space: "pixel" });
  // Velocities (0.75, 0.25), (0.25, 0.75), (-0.75, 0.75): up, up, down and up, up, up.
  expect([...images].map((value) => Math.round(value * 10))).toEqual([6, 8, 5]);
});

test("a gradient that is not a number moves nothing", async () => {
  const { model, batch } = victimsOf(IMAGE, 0);
  const broken = {
    ...model,
    gradient: async (images: Float32Array, labels: Int32Array) => ({
      ...(await model.gradient(images, labels)),
      gradient: new Float32Array(images.length).fill(Number.NaN),
    }),
  };
  const images = await iFgsm.perturb(createAttackBatch(broken, batch.images, batch.labels), {
    epsilon: 0.1,
    space: "pixel",
  });
  expect(images).toEqual(batch.images);
});

test.each([0, -1, 1.5, Number.NaN])("%d steps are refused: they would report clean accuracy as robustness", (steps) => {
  expect(() => pgd.configure({ steps })).toThrow(/attack pgd, steps: expected an integer of at least 1/);
  expect(() => pgd.configure({ restarts: steps })).toThrow(/attack pgd, restarts: expected an integer of at least 1/);
});

test("an option that an attack does not have is refused, with those it has", () => {
  expect(() => fgsm.configure({ steps: 5 })).toThrow("attack fgsm: expected no option, but got steps 5");
  expect(() => iFgsm.configure({ queries: 5 })).toThrow("expected no option but steps, stepSize");
});

test("a step size in epsilon's units stays the same for every epsilon", () => {
  expect(pgd.configure({ stepSize: 2 / 255 }).stepSize?.(0.1)).toBe(2 / 255);
  expect(pgd.stepSize?.(0.08)).toBeCloseTo((0.08 * 2.5) / 20, 12);
  expect(() => pgd.configure({ stepSize: 0 })).toThrow(/step size: expected a finite number above 0/);
});
