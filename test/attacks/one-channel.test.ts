import { describe, expect, test } from "vitest";
import { attacks, createAttackBatch, hugeBudget } from "../../attacks/index.ts";
import { l2 } from "../../attacks/norms/l2.ts";
import { l2Moves } from "../../attacks/square-l2.ts";
import { createRandom } from "../../src/core/random.ts";
import { twoWayModel } from "./linear-model.ts";

/** 4 x 4 grey images, three equal channels of which a network looks at the first. */
const PLACES = 16;
const GREY = Float32Array.from({ length: 3 * PLACES }, () => 0.5);
const WEIGHTS = Array.from({ length: 3 * PLACES }, (_, i) => (i % 3 === 0 ? 1 : 0));
const model = (bias: number) => ({ ...twoWayModel(WEIGHTS, bias, { height: 4 }), channels: 1 as const });

const BALL = { epsilon: 0.5, unit: [1, 1, 1], channels: 1, lowest: -100, highest: 100 };

test("a random start in L2 is uniform in one channel's ball: the mean radius is d / (d + 1) of epsilon, d = 16", () => {
  const radii: number[] = [];
  for (let seed = 0; seed < 2000; seed++) {
    const x = GREY.slice();
    l2.scatter(x, GREY, BALL, createRandom(seed));
    expect(x.every((value, i) => i % 3 === 0 || value === 0.5)).toBe(true);
    radii.push(l2.distance(x, GREY, BALL) / BALL.epsilon);
  }
  const mean = radii.reduce((sum, radius) => sum + radius, 0) / radii.length;
  // A standard deviation of 0.052 over 2,000 draws; in all channels' ball it would be 48 / 49 = 0.980.
  expect(Math.abs(mean - PLACES / (PLACES + 1))).toBeLessThan(0.006);
});

describe("an attack on a network of one channel", () => {
  test.each(attacks.map((attack) => [attack.id, attack] as const))(
    "%s changes that channel alone, inside of its ball",
    async (_, attack) => {
      const batch = createAttackBatch(model(-9), GREY, Int32Array.of(0));
      const changed = await attack
        .configure({ ...(attack.id.startsWith("square") && { queries: 50 }) })
        .perturb(batch, { epsilon: 0.2, space: "pixel" });
      expect(changed.every((value, i) => i % 3 === 0 || value === 0.5)).toBe(true);
      const moves = [...changed].filter((_, i) => i % 3 === 0).map((value) => value - 0.5);
      const size = attack.norm === "l2" ? Math.hypot(...moves) : Math.max(...moves.map(Math.abs));
      expect(size).toBeLessThanOrEqual(0.2 + 1e-6);
      // A search of 50 queries may find nothing better than the image itself.
      if (attack.gradients > 0) expect(size).toBeGreaterThan(0.19);
    },
  );

  // Class 1 where the sum of 16 values exceeds 8 + margin: an L2 change of epsilon adds 4 epsilon at most.
  test.each([
    [0.4, false],
    [0.26, true],
    [0.24, true],
  ])("L2 finds what is within 4 epsilon, and no more: margin %d", async (margin, found) => {
    for (const attack of attacks.filter(({ id }) => id === "pgd-l2" || id === "apgd-ce-l2")) {
      const batch = createAttackBatch(model(-8 - margin), GREY, Int32Array.of(0));
      const changed = await attack.perturb(batch, { epsilon: found ? 0.068 : 0.0995, space: "pixel" });
      const sum = [...changed].filter((_, i) => i % 3 === 0).reduce((total, value) => total + value, 0);
      expect(sum > 8 + margin, attack.id).toBe(found);
    }
  });

  test("Square in L2 begins with the whole budget in it", () => {
    const x = GREY.slice();
    l2Moves.start(x, GREY, { height: 4, width: 4 }, BALL, createRandom(3));
    expect(x.every((value, i) => i % 3 === 0 || value === 0.5)).toBe(true);
    expect(l2.distance(x, GREY, BALL)).toBeCloseTo(BALL.epsilon, 6);
  });

  test("a huge budget is the diagonal of its own box", () => {
    const [attack] = attacks.filter(({ norm }) => norm === "l2");
    expect(hugeBudget(attack, model(0)).epsilon).toBe(0.5 * 4);
  });
});
