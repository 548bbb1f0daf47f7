import "../../../src/engine/reference-backend.ts";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { createRandom } from "../../../src/core/random.ts";
import { labelSmoothing } from "../../../src/train/methods/label-smoothing.ts";
import { expectLoss, golden } from "../golden.ts";
import { sampleBatch } from "../sample-batch.ts";

test("by hand: 0.3 over three classes leaves 0.8 at the label and 0.1 elsewhere", async () => {
  const { targets } = await labelSmoothing.configure({ smoothing: 0.3 });
  const second = targets(sampleBatch(1), createRandom(0)).subarray(3, 6);
  [0.1, 0.8, 0.1].forEach((expected, k) => {
    expect(second[k]).toBeCloseTo(expected, 6);
  });
});

test.each([
  ["ls-uniform-over-all", "all"],
  ["ls-uniform-over-others", "others"],
  ["ls-uniform-over-others-0.2", "others"],
] as const)("%s: loss and gradient are the authors'", async (name, spread) => {
  const { inputs, options, outputs } = golden(name);
  const { targets, loss } = await labelSmoothing.configure({ ...options, spread });
  const [count, classes] = inputs.logits.shape;
  const batch = { ...sampleBatch(1, inputs.labels.data), classes };
  const smooth = tf.tensor2d(targets(batch, createRandom(0)), [count, classes]);
  expectLoss(loss, [inputs.logits], smooth, { loss: outputs.loss, gradients: [outputs.grad_logits] });
});
