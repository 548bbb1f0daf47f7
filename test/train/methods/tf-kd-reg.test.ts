import "../../../src/engine/reference-backend.ts";
import { expect, test } from "vitest";
import { tfKdReg } from "../../../src/train/methods/tf-kd-reg.ts";
import { expectLoss, golden, oneHot } from "../golden.ts";

test.each(["resnet18", "mobilenetv2"])(
  "loss and gradient are the authors', with their settings for %s",
  async (name) => {
    const { inputs, options, outputs } = golden(`tfkd-reg-${name}`);
    const { loss } = await tfKdReg.configure({
      alpha: options.reg_alpha,
      temperature: options.reg_temperature,
      multiplier: options.multiplier,
      correctProbability: options.correct_prob,
    });
    expectLoss(loss, [inputs.logits], oneHot(inputs.labels, inputs.logits.shape[1]), {
      loss: outputs.loss,
      gradients: [outputs.grad_logits],
    });
  },
);

test("the defaults are the authors' for ResNet-18", async () => {
  const { options } = golden("tfkd-reg-resnet18");
  expect((await tfKdReg.configure({})).options).toEqual({
    alpha: options.reg_alpha,
    temperature: options.reg_temperature,
    multiplier: options.multiplier,
    correctProbability: options.correct_prob,
  });
});
