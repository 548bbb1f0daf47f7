import "../../../src/engine/reference-backend.ts";
import { expect, test } from "vitest";
import { kd } from "../../../src/train/methods/kd.ts";
import { expectLoss, golden, matrix, oneHot } from "../golden.ts";

test.each(["kd-T4", "kd-T1"])("%s: loss and gradient are RepDistiller's", async (name) => {
  const { inputs, options, outputs } = golden(name);
  const { temperature, gamma_ce, alpha_kd } = options;
  const { loss } = await kd.configure({ temperature, gamma: gamma_ce, alpha: alpha_kd });
  const expected = { loss: outputs.total, gradients: [outputs.grad_logits_total] };
  expectLoss(loss, [inputs.logits], oneHot(inputs.labels, inputs.logits.shape[1]), expected, {
    teacher: [matrix(inputs.teacher_logits)],
  });
});

test("attention transfer's repository has the same loss, as (1 - a) CE + a T^2 KL", async () => {
  const { inputs, options, outputs } = golden("kd-szagoruyko");
  const { temperature, alpha } = options;
  const { loss } = await kd.configure({ temperature, gamma: 1 - alpha, alpha });
  const expected = { loss: outputs.total, gradients: [outputs.grad_logits] };
  expectLoss(loss, [inputs.logits], oneHot(inputs.labels, inputs.logits.shape[1]), expected, {
    teacher: [matrix(inputs.teacher_logits)],
  });
});

test("the defaults are those of RepDistiller's command", async () => {
  const { temperature, gamma_ce: gamma, alpha_kd: alpha } = golden("kd-T4").options;
  expect((await kd.configure({})).options).toEqual({ temperature, gamma, alpha });
});
