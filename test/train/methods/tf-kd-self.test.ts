import "../../../src/engine/reference-backend.ts";
import { test } from "vitest";
import { tfKdSelf } from "../../../src/train/methods/tf-kd-self.ts";
import { expectLoss, golden, matrix, oneHot } from "../golden.ts";

test.each(["resnet18", "shufflenetv2"])(
  "loss and gradient are the authors', with their settings for %s",
  async (name) => {
    const { inputs, options, outputs } = golden(`tfkd-self-${name}`);
    const { loss } = await tfKdSelf.configure(options);
    const expected = { loss: outputs.loss, gradients: [outputs.grad_logits] };
    expectLoss(loss, [inputs.logits], oneHot(inputs.labels, inputs.logits.shape[1]), expected, {
      teacher: [matrix(inputs.teacher_logits)],
      // At temperature 20 the divergence is a small difference of logarithms, in float32.
      tolerance: 1e-5,
    });
  },
);

test("with m = 1 it is the loss that the authors' repository calls knowledge distillation", async () => {
  const { inputs, options, outputs } = golden("tfkd-repo-kd");
  const { loss } = await tfKdSelf.configure({ ...options, multiplier: 1 });
  const expected = { loss: outputs.loss, gradients: [outputs.grad_logits] };
  expectLoss(loss, [inputs.logits], oneHot(inputs.labels, inputs.logits.shape[1]), expected, {
    teacher: [matrix(inputs.teacher_logits)],
    tolerance: 1e-5,
  });
});
