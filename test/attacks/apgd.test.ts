import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { apgdCe } from "../../attacks/apgd-ce.ts";
import { apgdCheckpoints, halvesStep } from "../../attacks/apgd-checkpoints.ts";
import { createClimber } from "../../attacks/apgd-climber.ts";
import { apgdDlr } from "../../attacks/apgd-dlr.ts";
import { createAttackBatch } from "../../attacks/index.ts";
import { linf } from "../../attacks/norms/linf.ts";
import { linearModel } from "./linear-model.ts";

describe("checkpoints", () => {
  test("of 100 steps, worked out by hand from the recurrence", () => {
    // Gaps in hundredths: 22, 19, 16, 13, 10, 7, then 6 at least.
    expect(apgdCheckpoints(100)).toEqual([22, 41, 57, 70, 80, 87, 93, 99]);
  });

  test("of 10 steps: rounded up, each once", () => {
    expect(apgdCheckpoints(10)).toEqual([3, 5, 6, 7, 8, 9, 10]);
  });

  test("of any number of steps rise within it", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), (steps) => {
        const checkpoints = apgdCheckpoints(steps);
        checkpoints.forEach((step, i) => {
          expect(step > (checkpoints[i - 1] ?? 0) && step <= steps).toBe(true);
        });
      }),
    );
  });
});

describe("the step size", () => {
  const span = { steps: 16, rises: 16, halvedBefore: false, improved: true };
  test.each([
    ["stays when every step rose", span, false],
    ["stays at exactly three quarters", { ...span, rises: 12 }, false],
    ["is halved below three quarters", { ...span, rises: 11 }, true],
    ["is halved when nothing changed since the last checkpoint", { ...span, improved: false }, true],
    [
      "stays when it was halved then, though the best did not improve",
      { ...span, improved: false, halvedBefore: true },
      false,
    ],
  ])("%s", (_, given, expected) => {
    expect(halvesStep(given)).toBe(expected);
  });
});

test("a climber by hand: 2 epsilon first, momentum then, half a step from the best point after a bad span", () => {
  const ball = { epsilon: 0.1, unit: [1, 1, 1], lowest: 0, highest: 1 };
  const clean = Float32Array.of(0.5, 0.5, 0.5);
  const climber = createClimber(0, Float32Array.of(0.5, 0.45, 0.5), clean, linf, ball);
  const rounded = () => [...climber.image()].map((value) => Math.round(value * 1000));
  climber.see(1, Float32Array.of(1, 0, -1));
  climber.advance(); // 0.2 each way, cut to the ball.
  expect(rounded()).toEqual([600, 450, 400]);
  climber.see(0.5, Float32Array.of(-1, 1, 0)); // Worse: one step, no rise.
  climber.reconsider(); // Back to the start, the best so far, whose gradient was (1, 0, -1); step 0.1.
  expect(rounded()).toEqual([500, 450, 500]);
  climber.advance();
  // z = (0.6, 0.45, 0.4), and 0.75 of the way there: the point before was the start too, so no momentum.
  expect(rounded()).toEqual([575, 450, 425]);
  climber.see(2, Float32Array.of(0, 0, 1));
  climber.advance();
  // z = (0.575, 0.45, 0.525); 0.75 of the way there and 0.25 x (0.075, 0, -0.075).
  expect(rounded()).toEqual([594, 450, 481]);
});

test("the best loss never falls, from look to look, and more steps do not end lower on a linear model", async () => {
  const model = linearModel([
    [1, 2, -1, 0.5, 0.25, -2],
    [0, -1, 1, 2, -0.5, 1],
    [0.5, 0.5, 0.5, -1, -1, -1],
  ]);
  const images = Float32Array.from({ length: 4 * 6 }, (_, i) => ((i * 7) % 11) / 11);
  const labels = Int32Array.of(0, 1, 2, 0);
  for (const attack of [apgdCe, apgdDlr]) {
    const end = async (steps: number) => {
      const best = new Float64Array(4).fill(Number.NEGATIVE_INFINITY);
      const thorough = attack.configure({ steps, stopWhenFooled: false });
      await thorough.perturb(createAttackBatch(model, images, labels), { epsilon: 0.02, space: "pixel" }, (look) => {
        look.rows.forEach((row, i) => {
          best[row] = Math.max(best[row], look.losses[i]);
        });
      });
      return best;
    };
    const [half, whole] = [await end(20), await end(40)];
    whole.forEach((loss, i) => {
      expect(loss).toBeGreaterThanOrEqual(half[i] - 1e-6);
    });
  }
});

test("DLR needs three classes, targeted four, and says what to use instead", async () => {
  const two = linearModel([
    [1, 0, 0],
    [0, 1, 0],
  ]);
  const batch = createAttackBatch(two, Float32Array.of(0.5, 0.5, 0.5), Int32Array.of(0));
  await expect(apgdDlr.perturb(batch, { epsilon: 0.1, space: "pixel" })).rejects.toThrow(
    "attack with the dlr loss: expected a network of at least 3 classes, but got 2. Use an attack with the cross-entropy loss.",
  );
});
