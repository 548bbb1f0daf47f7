import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Attack } from "../../attacks/index.ts";
import { attacks, createAttackBatch } from "../../attacks/index.ts";
import { norms } from "../../attacks/norms/index.ts";
import type { EpsilonSpace } from "../../src/core/condition.ts";
import { createRandom } from "../../src/core/random.ts";
import { linearModel, twoWayModel } from "./linear-model.ts";

const SIDE = 4;
const SIZE = SIDE * SIDE * 3;
const STD = [0.2, 0.3, 0.25] as const;
const NORMALIZATION = { mean: [0.4, 0.5, 0.6], std: STD } as const;
const CLASSES = 5;

/** Enough work to matter, little enough for many runs. */
const quick = (attack: Attack) =>
  attack.gradients === 0
    ? attack.configure({ queries: 40 })
    : attack.id.startsWith("apgd")
      ? attack.configure({ steps: 12 })
      : attack;

function randomModel(seed: number) {
  const random = createRandom(seed);
  const weights = Array.from({ length: CLASSES }, () => Array.from({ length: SIZE }, () => random.normal()));
  return linearModel(weights, undefined, { height: SIDE, normalization: NORMALIZATION });
}

function randomVictims(seed: number, count: number, model = randomModel(seed)) {
  const random = createRandom(seed).fork("images");
  const images = Float32Array.from({ length: count * SIZE }, () => random.uniform());
  // Some values on the box's edge, where clipping matters.
  for (let i = 0; i < images.length; i += 7) images[i] = i % 2;
  const labels = Int32Array.from({ length: count }, () => random.integer(CLASSES));
  return createAttackBatch(model, images, labels, { random: createRandom(seed) });
}

function expectInside(attack: Attack, images: Float32Array, clean: Float32Array, epsilon: number, space: EpsilonSpace) {
  const unit = space === "pixel" ? [1, 1, 1] : STD;
  for (let start = 0; start < images.length; start += SIZE) {
    let largest = 0;
    let squares = 0;
    for (let i = start; i < start + SIZE; i++) {
      const change = (images[i] - clean[i]) / unit[i % 3];
      largest = Math.max(largest, Math.abs(change));
      squares += change * change;
      if (space === "pixel") expect(images[i] >= 0 && images[i] <= 1).toBe(true);
    }
    expect(attack.norm === "linf" ? largest : Math.sqrt(squares)).toBeLessThanOrEqual(epsilon + 1e-5);
  }
}

test("ids are unique and say nothing twice", () => {
  expect(new Set(attacks.map(({ id }) => id)).size).toBe(attacks.length);
  expect(new Set(attacks.map(({ title }) => title)).size).toBe(attacks.length);
});

describe.each(attacks.map((attack) => [attack.id, attack as Attack] as const))("%s", (_, attack) => {
  test("with epsilon 0 gives exactly the clean images", async () => {
    for (const space of ["pixel", "normalized"] as const) {
      const batch = randomVictims(1, 3);
      expect(await attack.perturb(batch, { epsilon: 0, space })).toEqual(batch.images);
    }
  });

  test("stays in the ball and the box, whatever the model, images, space and epsilon", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 1e6 }),
        fc.constantFrom("pixel" as const, "normalized" as const),
        fc.oneof(fc.constantFrom(1e-4, 1 / 255, 8 / 255, 1), fc.double({ min: 0, max: 2, noNaN: true })),
        fc.boolean(),
        async (seed, space, epsilon, targeted) => {
          const untargeted = randomVictims(seed, 2);
          const batch = targeted
            ? createAttackBatch(untargeted.model, untargeted.images, untargeted.labels, {
                targets: untargeted.labels.map((label) => (label + 1) % CLASSES),
              })
            : untargeted;
          const images = await quick(attack).perturb(batch, { epsilon, space });
          expectInside(attack, images, batch.images, epsilon, space);
        },
      ),
      { numRuns: 15 },
    );
  });

  test("returns the image that it says it keeps: the best seen, where it goes on to the end", async () => {
    if (attack.keeps === "last" || attack.loss === "margin") return;
    const thorough = quick(attack).configure({ stopWhenFooled: false });
    const batch = randomVictims(8, 3);
    const best = new Float64Array(3).fill(Number.NEGATIVE_INFINITY);
    const images = await thorough.perturb(batch, { epsilon: 0.02, space: "pixel" }, ({ rows, losses, fooled }) => {
      // Fooled before not fooled, then the larger loss.
      rows.forEach((row, i) => {
        best[row] = Math.max(best[row], losses[i] + 1e3 * fooled[i]);
      });
    });
    const { losses, logits } = await batch.model.gradient(images, batch.labels, attack.loss);
    batch.labels.forEach((label, row) => {
      const z = [...logits.subarray(row * CLASSES, (row + 1) * CLASSES)];
      const fooled = z.indexOf(Math.max(...z)) === label ? 0 : 1;
      expect(losses[row] + 1e3 * fooled).toBeCloseTo(best[row], 3);
    });
  });

  test("leaves the images it was given as they were", async () => {
    const batch = randomVictims(2, 2);
    const before = batch.images.slice();
    await quick(attack).perturb(batch, { epsilon: 0.1, space: "pixel" });
    expect(batch.images).toEqual(before);
  });

  test("gives the same images again, and each image the same alone, in any order and batch", async () => {
    const model = randomModel(3);
    const budget = { epsilon: 0.05, space: "pixel" } as const;
    const together = randomVictims(3, 5, model);
    const images = await quick(attack).perturb(together, budget);
    expect(await quick(attack).perturb(together, budget)).toEqual(images);
    for (const row of [4, 0, 2]) {
      const alone = createAttackBatch(
        model,
        together.images.slice(row * SIZE, (row + 1) * SIZE),
        together.labels.slice(row, row + 1),
        { indices: Int32Array.of(row), random: createRandom(3) },
      );
      expect(await quick(attack).perturb(alone, budget)).toEqual(images.slice(row * SIZE, (row + 1) * SIZE));
    }
  });

  test("costs no more passes than it says", async () => {
    const model = randomModel(5);
    const thorough = attack.id.startsWith("fgsm") || attack.id.includes("i-fgsm") ? attack : quick(attack);
    await thorough.perturb(randomVictims(5, 4, model), { epsilon: 1e-6, space: "pixel" });
    expect(model.calls.gradient).toBeLessThanOrEqual(thorough.gradients);
    expect(model.calls.logits).toBeLessThanOrEqual(thorough.forwards);
    expect(model.calls.gradient + model.calls.logits).toBeGreaterThan(0);
  });

  test.each([-0.1, Number.NaN, Number.POSITIVE_INFINITY])("refuses epsilon %d", async (epsilon) => {
    const batch = randomVictims(1, 1);
    await expect(attack.perturb(batch, { epsilon, space: "pixel" })).rejects.toThrow(/epsilon: expected a finite/);
  });

  test("without a gradient says why and what to use, unless it needs none", async () => {
    const batch = randomVictims(1, 1, {
      ...randomModel(1),
      gradientUnavailable: "the graph holds NonMaxSuppression",
    });
    const run = quick(attack).perturb(batch, { epsilon: 0.1, space: "pixel" });
    if (attack.gradients === 0) await expect(run).resolves.toBeInstanceOf(Float32Array);
    else await expect(run).rejects.toThrow(/cannot: the graph holds NonMaxSuppression\. Use square/);
  });
});

/** A two-way decision at a known distance: see `twoWayModel`. */
function provable(seed: number, norm: Attack["norm"], space: EpsilonSpace, epsilon: number, share: number) {
  const random = createRandom(seed);
  const w = Array.from({ length: SIZE }, () => random.normal());
  const image = Float32Array.from({ length: SIZE }, () => 0.4 + 0.2 * random.uniform());
  const unit = space === "pixel" ? [1, 1, 1] : STD;
  const dual = w.map((weight, i) => Math.abs(weight * unit[i % 3]));
  const reach = epsilon * (norm === "linf" ? dual.reduce((a, b) => a + b, 0) : Math.hypot(...dual));
  // Placed so that the decision boundary is at `share` of what the ball reaches.
  const b = -w.reduce((sum, weight, i) => sum + weight * image[i], 0) - share * reach;
  const model = twoWayModel(w, b, { height: SIDE, normalization: NORMALIZATION });
  return { model, batch: createAttackBatch(model, image, Int32Array.of(0), { random }) };
}

/**
 * How near to the ball's surface the boundary may lie. A search takes what it finds. Under L2 a random start is at a
 * right angle to the way out, and each step of epsilon / 8 with its projection turns it by less and less: by hand, 20
 * steps reach cos = 0.98 at best.
 */
const shareOf = (attack: Attack) => (attack.gradients === 0 ? 0.3 : attack.norm === "l2" ? 0.96 : 0.98);

const answers = async (model: ReturnType<typeof linearModel>, images: Float32Array) => {
  const [first, second] = await model.logits(images);
  return second > first ? 1 : 0;
};

describe.each(attacks.map((attack) => [attack.id, attack as Attack] as const))("%s, proven cases", (_, attack) => {
  const cases = fc.tuple(
    fc.integer({ min: 0, max: 1e6 }),
    fc.constantFrom("pixel" as const, "normalized" as const),
    fc.constantFrom(0.001, 2 / 255, 0.05, 0.2),
  );

  test("never breaks an example that is proven robust", async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ([seed, space, epsilon]) => {
        const { model, batch } = provable(seed, attack.norm, space, epsilon, 1.01);
        expect(await answers(model, await quick(attack).perturb(batch, { epsilon, space }))).toBe(0);
      }),
      { numRuns: 15 },
    );
  });

  test("breaks an example that is proven to break, if it has a gradient", async () => {
    const share = shareOf(attack);
    const thorough = attack.gradients === 0 ? attack.configure({ queries: 200 }) : attack;
    await fc.assert(
      fc.asyncProperty(cases, async ([seed, space, epsilon]) => {
        const { model, batch } = provable(seed, attack.norm, space, epsilon, share);
        expect(await answers(model, batch.images)).toBe(0);
        const images = await thorough.perturb(batch, { epsilon, space });
        expect(await answers(model, images)).toBe(1);
        expectInside(attack, images, batch.images, epsilon, space);
      }),
      { numRuns: 15 },
    );
  });

  test("targeted at the other class, breaks it too", async () => {
    const share = shareOf(attack);
    if (attack.loss === "dlr") return; // The targeted form needs four classes; the contract above runs it.
    const { model, batch } = provable(11, attack.norm, "pixel", 0.1, share);
    const targeted = createAttackBatch(model, batch.images, batch.labels, { targets: Int32Array.of(1) });
    expect(await answers(model, await attack.perturb(targeted, { epsilon: 0.1, space: "pixel" }))).toBe(1);
  });
});

test.each(Object.values(norms))("$id: a random point is inside, and the radius is not always the same", (norm) => {
  const ball = { epsilon: 0.5, unit: STD, lowest: Number.NEGATIVE_INFINITY, highest: Number.POSITIVE_INFINITY };
  const clean = new Float32Array(12).fill(0.5);
  const distances = Array.from({ length: 200 }, (_, seed) => {
    const x = clean.slice();
    norm.scatter(x, clean, ball, createRandom(seed));
    return norm.distance(x, clean, ball);
  });
  expect(Math.max(...distances)).toBeLessThanOrEqual(0.5 + 1e-6);
  // In a uniform ball of d dimensions the mean of (distance / radius) is d / (d + 1), under either norm.
  const mean = distances.reduce((a, b) => a + b, 0) / distances.length / 0.5;
  expect(Math.abs(mean - 12 / 13)).toBeLessThan(0.02);
});
