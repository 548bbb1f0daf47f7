import "../../../src/engine/reference-backend.ts";
import { test } from "vitest";
import { sp } from "../../../src/train/methods/sp.ts";
import { golden } from "../golden.ts";
import { expectFeatureLoss } from "../golden-features.ts";

test("loss and gradient are RepDistiller's", async () => {
  const { inputs, outputs } = golden("sp");
  const { loss } = await sp.configure({ gamma: 0, featureWeight: 1 });
  expectFeatureLoss(loss, inputs.student_NCHW, inputs.teacher_NCHW, {
    loss: outputs.loss,
    gradient: outputs.grad_student,
  });
});
