import "../../../src/engine/reference-backend.ts";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { InputError } from "../../../src/core/error.ts";
import { at } from "../../../src/train/methods/at.ts";
import { golden } from "../golden.ts";
import { expectFeatureLoss } from "../golden-features.ts";
import { NOTHING_ELSE } from "../loss-inputs.ts";

test.each(["at-same-size", "at-student-larger", "at-teacher-larger"])(
  "%s: a stage's loss and gradient are RepDistiller's",
  async (name) => {
    const { inputs, outputs } = golden(name);
    const { loss } = await at.configure({ gamma: 0, featureWeight: 1 });
    expectFeatureLoss(loss, inputs.student_NCHW, inputs.teacher_NCHW, {
      loss: outputs.loss_one_stage,
      gradient: outputs.grad_student,
    });
  },
);

const lossOf = async (student: tf.Tensor[], teacher: tf.Tensor[]) => {
  const logits = tf.zeros([1, 2]) as tf.Tensor2D;
  const { loss } = await at.configure({ gamma: 0, featureWeight: 1 });
  const given = { ...NOTHING_ELSE, logits: [logits], targets: logits, teacher: [logits] };
  return loss({ ...given, features: [student], teacherFeatures: teacher }).dataSync()[0];
};
/** One image, 2 x 2, one channel. */
const map = (...values: number[]) => tf.tensor4d(values, [1, 2, 2, 1]);

test("stages are added, from the first on as long as both have one", async () => {
  // Energies 9 0 0 16 have the norm sqrt(81 + 256) = sqrt(337): maps 9 / sqrt(337), 0, 0, 16 / sqrt(337). The other is
  // 1, 0, 0, 0. Squared differences: (1 - a)^2 + b^2, over four positions.
  const [a, b] = [9 / Math.sqrt(337), 16 / Math.sqrt(337)];
  const stage = ((1 - a) ** 2 + b ** 2) / 4;
  const [first, second] = [map(3, 0, 0, 4), map(5, 0, 0, 0)];
  expect(await lossOf([first], [second])).toBeCloseTo(stage, 6);
  expect(await lossOf([first, first], [second, second, first])).toBeCloseTo(2 * stage, 6);
});

test("a map of zeros has a finite loss and gradient", async () => {
  const logits = tf.zeros([1, 2]) as tf.Tensor2D;
  const { loss } = await at.configure({ gamma: 0, featureWeight: 1 });
  const given = {
    ...NOTHING_ELSE,
    logits: [logits],
    targets: logits,
    teacher: [logits],
    teacherFeatures: [map(1, 0, 0, 0)],
  };
  const gradient = tf.grad((features) => loss({ ...given, features: [[features]] }))(map(0, 0, 0, 0));
  expect(gradient.dataSync().every((value) => value === 0)).toBe(true);
});

test("stages whose sizes do not divide each other are refused", async () => {
  const [three, two] = [tf.ones([1, 3, 3, 1]), map(1, 1, 1, 1)];
  await expect(lossOf([three], [two])).rejects.toThrow(InputError);
  await expect(lossOf([three], [two])).rejects.toThrow(/`teacher`: expected stages whose sizes .* got 3 and 2/);
});
