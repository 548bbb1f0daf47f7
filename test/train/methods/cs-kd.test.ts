import "../../../src/engine/reference-backend.ts";
import { test } from "vitest";
import { csKd } from "../../../src/train/methods/cs-kd.ts";
import { expectLoss, golden, oneHot } from "../golden.ts";

test("loss and gradient are the authors'", async () => {
  const { inputs, options, outputs } = golden("cskd");
  const { loss } = await csKd.configure({ temperature: options.temperature, alpha: options.lambda });
  expectLoss(loss, [inputs.logits, inputs.logits_of_the_partners], oneHot(inputs.labels, inputs.logits.shape[1]), {
    loss: outputs.total,
    gradients: [outputs.grad_logits_total],
  });
});
