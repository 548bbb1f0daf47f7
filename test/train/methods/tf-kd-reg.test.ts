import "../../../src/engine/reference-backend.ts";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { tfKdReg } from "../../../src/train/methods/tf-kd-reg.ts";
import { expectLoss, golden, oneHot } from "../golden.ts";
import { NOTHING_ELSE } from "../loss-inputs.ts";

test.each(["resnet18", "mobilenetv2"])(
  "loss and gradient are the authors', with their settings for %s",
  async (name) => {
    const { inputs, options, outputs } = golden(`tfkd-reg-${name}`);
    const { loss } = await tfKdReg.configure({
      tfKdForm: "code",
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
    tfKdForm: "code",
    alpha: options.reg_alpha,
    temperature: options.reg_temperature,
    multiplier: options.multiplier,
    correctProbability: options.correct_prob,
  });
});

test("the paper's form softens both sides: by hand", async () => {
  // c = 0.9 and two classes: u = (0.9, 0.1). At T = 2 both are softened by square roots: u = (3/4, 1/4), and the logits
  // (2 log 3, 0), which are 9 to 1, are 3 to 1: the divergence is 0. Logits 0: KL((3/4, 1/4) || (1/2, 1/2)).
  const { loss } = await tfKdReg.configure({
    tfKdForm: "paper",
    alpha: 0.25,
    temperature: 2,
    correctProbability: 0.9,
    multiplier: 7,
  });
  const of = (logit: number) =>
    loss({ ...NOTHING_ELSE, logits: [tf.tensor2d([[logit, 0]])], targets: tf.tensor2d([[1, 0]]) }).dataSync()[0];
  expect(of(2 * Math.log(3))).toBeCloseTo(0.75 * Math.log(10 / 9), 6);
  const divergence = 0.75 * Math.log(1.5) + 0.25 * Math.log(0.5);
  expect(of(0)).toBeCloseTo(0.75 * Math.log(2) + 0.25 * divergence, 6);
});
