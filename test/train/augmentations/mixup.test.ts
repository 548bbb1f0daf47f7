import "../../../src/engine/reference-backend.ts";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { createRandom } from "../../../src/core/random.ts";
import { blend } from "../../../src/train/augmentations/blend.ts";
import { mixup } from "../../../src/train/augmentations/mixup.ts";
import { hardLabel } from "../../../src/train/methods/hard-label.ts";
import { oneHotTargets } from "../../../src/train/one-hot.ts";
import { channelsLast, expectLoss, golden } from "../golden.ts";
import { rowsOf, sampleBatch } from "../sample-batch.ts";

test("images, targets, loss and gradient are the authors', given their draws", async () => {
  const { inputs, outputs } = golden("mixup");
  const images = channelsLast(inputs.images_NCHW);
  const [count, classes] = inputs.logits.shape;
  const targets = oneHotTargets({ labels: inputs.labels.data, count, classes });
  for (const rows of [images, targets]) blend(rows, inputs.permutation, inputs.lambda_drawn);
  channelsLast(outputs.images).forEach((expected, i) => {
    expect(Math.abs(images[i] - expected)).toBeLessThan(1e-4);
  });
  outputs.targets.data.forEach((expected: number, i: number) => {
    expect(targets[i]).toBeCloseTo(expected, 6);
  });
  const { loss } = await hardLabel.configure({});
  const expected = { loss: outputs.loss, gradients: [outputs.grad_logits] };
  expectLoss(loss, [inputs.logits], tf.tensor2d(targets, [count, classes]), expected);
});

test("images and targets are mixed by the same lambda and the same partners", () => {
  const labels = [0, 1, 2];
  const batch = sampleBatch(1, labels);
  const targets = oneHotTargets(batch);
  mixup.configure({}).apply(batch, targets, createRandom(6));
  // Image i holds 1 + its class, so its mean is sum_k target_k (1 + k).
  rowsOf(batch.branches[0], 192).forEach((image, i) => {
    const expected = labels.reduce((sum, k) => sum + targets[i * 3 + k] * (1 + k), 0);
    expect(new Set(image).size).toBe(1);
    expect(image[0]).toBeCloseTo(expected, 5);
  });
  expect(new Set(targets).size).toBeGreaterThan(2);
});
