import "../../../src/engine/reference-backend.ts";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { createRandom } from "../../../src/core/random.ts";
import { disturb, disturbLabel } from "../../../src/train/methods/disturb-label.ts";
import { expectLoss, golden, oneHot } from "../golden.ts";
import { rowsOf, sampleBatch } from "../sample-batch.ts";

test("labels, loss and gradient are the golden file's, given its draws", async () => {
  const { inputs, options, outputs } = golden("disturblabel-draws");
  const [, classes] = inputs.logits.shape;
  const labels = inputs.labels.data.map((label: number, i: number) => {
    const draws: number[] = [...(inputs.class_draws_per_disturbed_example[i] ?? [])];
    return disturb(label, classes, options.noise_rate, {
      uniform: () => inputs.uniform_draws[i],
      integer: () => draws.shift() ?? Number.NaN,
    });
  });
  expect(labels).toEqual(outputs.labels_used.data);
  const { loss } = await disturbLabel.configure({});
  expectLoss(loss, [inputs.logits], oneHot(outputs.labels_used, classes), {
    loss: outputs.loss,
    gradients: [outputs.grad_logits],
  });
});

test("a label stays with probability 1 - a (K - 1) / K, and every other class is as likely", async () => {
  const { targets } = await disturbLabel.configure({ disturbance: 0.6 });
  // K = 3: the label stays with probability 0.6, each other class has 0.2.
  const draws = 20_000;
  const random = createRandom("disturb");
  const rows = rowsOf(targets(sampleBatch(1, Array(draws).fill(1), 1), random), 3);
  [0.2, 0.6, 0.2].forEach((probability, k) => {
    const count = rows.reduce((sum, row) => sum + row[k], 0);
    // Five standard deviations of a binomial count.
    expect(Math.abs(count - probability * draws)).toBeLessThan(5 * Math.sqrt(draws * probability * (1 - probability)));
  });
});

test("draws differ from step to step", async () => {
  const { targets } = await disturbLabel.configure({ disturbance: 1 });
  const batch = sampleBatch(1, Array(20).fill(0), 1);
  expect(targets(batch, createRandom(1))).not.toEqual(targets(batch, createRandom(2)));
});

test("the expected loss is that of label smoothing of the same strength", async () => {
  const { inputs, outputs } = golden("disturblabel-distribution");
  const { loss } = await disturbLabel.configure({});
  const probabilities = tf.tensor2d(Float32Array.from(outputs.probabilities.data), outputs.probabilities.shape);
  expectLoss(loss, [inputs.logits], probabilities, {
    loss: outputs.expected_loss_over_draws,
    gradients: [outputs.grad_of_expected_loss],
  });
});
