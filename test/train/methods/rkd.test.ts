import "../../../src/engine/reference-backend.ts";
import { test } from "vitest";
import { rkd } from "../../../src/train/methods/rkd.ts";
import { golden } from "../golden.ts";
import { expectFeatureLoss } from "../golden-features.ts";

test.each(["rkd", "rkd-duplicate"])("%s: loss and gradient are RepDistiller's", async (name) => {
  const { inputs, options, outputs } = golden(name);
  const { loss } = await rkd.configure({
    gamma: 0,
    distanceWeight: options.w_distance,
    angleWeight: options.w_angle,
  });
  expectFeatureLoss(loss, inputs.student, inputs.teacher, { loss: outputs.loss, gradient: outputs.grad_student });
});

test.each([
  ["distances", { distanceWeight: 1, angleWeight: 0 }, "distance", "grad_student_distance"],
  ["angles", { distanceWeight: 0, angleWeight: 1 }, "angle", "grad_student_angle"],
])("%s alone are RepDistiller's", async (_, weights, value, gradient) => {
  const { inputs, outputs } = golden("rkd");
  const { loss } = await rkd.configure({ gamma: 0, ...weights });
  expectFeatureLoss(loss, inputs.student, inputs.teacher, { loss: outputs[value], gradient: outputs[gradient] });
});
