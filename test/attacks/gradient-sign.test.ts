import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attacks, createVictims, gradientSign } from "../../attacks/index.ts";
import { linearClassifier } from "./linear-classifier.ts";

const WEIGHTS = [2, -1, 0.5, -3, 0, 1];
const IMAGE = [0.5, 0.5, 0.5, 0.5, 0.5, 0.5];
const [fgsm, iFgsm] = attacks;

function victimsOf(image: readonly number[], label: number, std: [number, number, number] = [1, 1, 1]) {
  const model = linearClassifier(WEIGHTS, 0, { mean: [0.4, 0.5, 0.6], std });
  return { model, victims: createVictims(model, Float32Array.from(image), Int32Array.of(label)) };
}

describe("on a linear model, where the worst perturbation is known in closed form", () => {
  test.each([0, 1])("FGSM equals x + epsilon sign(w), away from label %i", async (label) => {
    const { victims } = victimsOf(IMAGE, label);
    const direction = label === 0 ? 1 : -1;
    const expected = IMAGE.map((pixel, i) => pixel + direction * 0.1 * Math.sign(WEIGHTS[i]));
    const images = await fgsm.perturb(victims, { epsilon: 0.1, space: "pixel" });
    expected.forEach((value, i) => {
      expect(images[i]).toBeCloseTo(value, 6);
    });
  });

  test.each(["pixel", "normalized"] as const)("I-FGSM reaches the same corner in %s space", async (space) => {
    const { victims } = victimsOf(IMAGE, 0, [0.2, 0.3, 0.25]);
    const single = await fgsm.perturb(victims, { epsilon: 0.1, space });
    const iterated = await iFgsm.perturb(victims, { epsilon: 0.1, space });
    iterated.forEach((value, i) => {
      expect(value).toBeCloseTo(single[i], 6);
    });
  });

  test("an epsilon in normalised space moves each channel by epsilon x its std", async () => {
    const { victims } = victimsOf(IMAGE, 0, [0.2, 0.3, 0.25]);
    const images = await fgsm.perturb(victims, { epsilon: 0.1, space: "normalized" });
    const moves = [0.02, -0.03, 0.025, -0.02, 0, 0.025];
    moves.forEach((move, i) => {
      expect(images[i] - 0.5).toBeCloseTo(move, 6);
    });
  });

  test("pixel space stays a real image, normalised space may leave 0...1", async () => {
    const { victims } = victimsOf([0.99, 0.01, 1, 0, 0.5, 1], 0);
    const pixel = await fgsm.perturb(victims, { epsilon: 0.1, space: "pixel" });
    const normalized = await fgsm.perturb(victims, { epsilon: 0.1, space: "normalized" });
    expect([...pixel].every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(normalized[0]).toBeCloseTo(1.09, 6);
  });
});

test("one gradient of the clean images serves every attack and epsilon", async () => {
  const { model, victims } = victimsOf(IMAGE, 0);
  for (const epsilon of [0.001, 0.003, 0.005, 0.01, 0.05]) await fgsm.perturb(victims, { epsilon, space: "pixel" });
  expect(model.calls.gradient).toBe(1);
  await iFgsm.perturb(victims, { epsilon: 0.01, space: "pixel" });
  expect(model.calls.gradient).toBe(1 + iFgsm.gradients - 1);
});

describe.each(attacks.map((attack) => [attack.id, attack] as const))("%s", (_, attack) => {
  test("with epsilon 0 gives exactly the clean images", async () => {
    const { victims } = victimsOf(IMAGE, 0);
    expect(await attack.perturb(victims, { epsilon: 0, space: "pixel" })).toEqual(victims.images);
  });

  test("stays in the ball and the box, whatever the images, label, space and epsilon", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 }),
        fc.integer({ min: 0, max: 1 }),
        fc.constantFrom("pixel" as const, "normalized" as const),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (image, label, space, epsilon) => {
          const std = [0.2, 0.3, 0.25] as const;
          const { victims } = victimsOf(image, label, [...std]);
          const images = await attack.perturb(victims, { epsilon, space });
          images.forEach((value, i) => {
            const radius = space === "pixel" ? epsilon : epsilon * std[i % 3];
            expect(Math.abs(value - victims.images[i])).toBeLessThanOrEqual(radius + 1e-6);
            if (space === "pixel") expect(value >= 0 && value <= 1).toBe(true);
          });
        },
      ),
      { numRuns: 50 },
    );
  });

  test("leaves the images it was given as they were", async () => {
    const { victims } = victimsOf(IMAGE, 1);
    await attack.perturb(victims, { epsilon: 0.2, space: "pixel" });
    expect([...victims.images]).toEqual(IMAGE);
  });

  test.each([-0.1, Number.NaN, Number.POSITIVE_INFINITY])("refuses epsilon %d", async (epsilon) => {
    const { victims } = victimsOf(IMAGE, 0);
    await expect(attack.perturb(victims, { epsilon, space: "pixel" })).rejects.toThrow(/epsilon: expected a finite/);
  });
});

test.each([0, -1, 1.5, Number.NaN])("%d steps are refused: they would report clean accuracy as robustness", (steps) => {
  const settings = { id: "broken", title: "", source: "", relativeStep: 1, steps };
  expect(() => gradientSign(settings)).toThrow(/attack broken, steps: expected an integer of at least 1/);
});
