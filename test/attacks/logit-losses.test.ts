import { expect, test } from "vitest";
import { goalOf } from "../../attacks/goal.ts";
import { createAttackBatch } from "../../attacks/index.ts";
import { lossOf } from "../../attacks/logit-losses.ts";
import { linearModel } from "./linear-model.ts";

const LOGITS = Float32Array.of(9, 9, 9, 9, 3, 1, 2, -1);

test("the losses of one row, by hand", () => {
  // Row 1: z = (3, 1, 2, -1).
  expect(lossOf("dlr", LOGITS, 1, 4, 0)).toBeCloseTo(-(3 - 2) / (3 - 1), 9);
  expect(lossOf("dlr", LOGITS, 1, 4, 1)).toBeCloseTo(-(1 - 3) / (3 - 1), 9);
  expect(lossOf("targeted-dlr", LOGITS, 1, 4, 0, 2)).toBeCloseTo(-(3 - 2) / (3 - (1 + -1) / 2), 9);
  expect(lossOf("cross-entropy", LOGITS, 1, 4, 2)).toBeCloseTo(
    -Math.log(Math.exp(2) / (Math.exp(3) + Math.exp(1) + Math.exp(2) + Math.exp(-1))),
    9,
  );
});

test("equal logits give a loss of 0, not a division by zero", () => {
  expect(lossOf("dlr", LOGITS, 0, 4, 2)).toBeCloseTo(0, 12);
  expect(lossOf("targeted-dlr", LOGITS, 0, 4, 2, 1)).toBe(0);
});

test("fooled is what the first maximum says; clearly fooled leaves out what rounding could turn", () => {
  const model = linearModel([
    [0, 0, 0],
    [0, 0, 0],
  ]);
  const labels = Int32Array.of(1, 1, 0, 0, 0);
  const goal = goalOf(createAttackBatch(model, new Float32Array(15), labels), "cross-entropy");
  const logits = Float32Array.of(5, 5, 5, 4.9999, 5, 5, 5, 5.0001, 5, 5.01);
  expect([...goal.fooled(logits)]).toEqual([1, 1, 0, 1, 1]);
  expect([...goal.clearlyFooled(logits)]).toEqual([0, 0, 0, 0, 1]);
});

test("a targeted goal is reached at the target only, and its loss grows towards it", () => {
  const model = linearModel([
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
  ]);
  const batch = createAttackBatch(model, new Float32Array(9), Int32Array.of(0, 0, 0), {
    targets: Int32Array.of(2, 2, 2),
  });
  const goal = goalOf(batch, "cross-entropy");
  const logits = Float32Array.of(3, 1, 2, 1, 3, 2, 1, 2, 3);
  expect([...goal.fooled(logits)]).toEqual([0, 0, 1]);
  const losses = goal.losses(logits);
  expect(losses[2]).toBeGreaterThan(losses[0]);
  expect(losses[2]).toBeCloseTo(Math.log(Math.exp(3) / (Math.exp(1) + Math.exp(2) + Math.exp(3))), 6);
});

test("a target that is the label, or no class, is refused", () => {
  const model = linearModel([
    [0, 0, 0],
    [0, 0, 0],
  ]);
  const targets = (target: number) => () =>
    createAttackBatch(model, new Float32Array(3), Int32Array.of(0), { targets: Int32Array.of(target) });
  expect(targets(0)).toThrow("target of image 0: expected a class in 0...1 other than its label, 0, but got 0");
  expect(targets(2)).toThrow("but got 2");
});

test("the example in the documentation", () => {
  expect(lossOf("dlr", Float32Array.of(3, 1, 2), 0, 3, 0)).toBeCloseTo(-0.5, 9);
});
