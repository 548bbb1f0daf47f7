import "../../../src/engine/reference-backend.ts";
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createRandom } from "../../../src/core/random.ts";
import { boxAround, cutmix, mixBox } from "../../../src/train/augmentations/cutmix.ts";
import { hardLabel } from "../../../src/train/methods/hard-label.ts";
import { oneHotTargets } from "../../../src/train/one-hot.ts";
import { channelsLast, expectLoss, golden } from "../golden.ts";
import { rowsOf, sampleBatch } from "../sample-batch.ts";

test.each(["inside", "cut-by-the-border", "empty-box", "not-square"])(
  "%s: the authors' images, targets, loss and gradient, given their draws",
  async (name) => {
    const { inputs, outputs } = golden(`cutmix-${name}`);
    const [count, , height, width] = inputs.images_NCHW.shape;
    const classes = inputs.logits.shape[1];
    const images = channelsLast(inputs.images_NCHW);
    const labels = Int32Array.from(inputs.labels.data);
    const batch = { branches: [images], indices: labels, labels, count, height, width, classes };
    const targets = oneHotTargets(batch);
    // The first of the two draws is the row.
    const [row, column] = inputs.centre_first_second_draw;
    const box = boxAround({ row, column }, inputs.lambda_drawn, batch);
    expect([box.top, box.bottom, box.left, box.right]).toEqual(outputs.box_rows_from_to_columns_from_to);
    mixBox(batch, targets, inputs.permutation, box);
    expect(images).toEqual(channelsLast(outputs.images));
    expect(targets).toEqual(Float32Array.from(outputs.targets.data));
    const { loss } = await hardLabel.configure({});
    const expected = { loss: outputs.loss, gradients: [outputs.grad_logits] };
    expectLoss(loss, [inputs.logits], tf.tensor2d(targets, [count, classes]), expected);
  },
);

test("targets are mixed by exactly the area that was pasted", () => {
  const configured = cutmix.configure({ cutmixP: 1 });
  const labels = [0, 1, 2];
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const batch = sampleBatch(1, labels);
      const targets = oneHotTargets(batch);
      configured.apply(batch, targets, createRandom(seed));
      rowsOf(batch.branches[0], 192).forEach((image, i) => {
        for (const k of labels) {
          const share = image.filter((value) => value === 1 + k).length / 192;
          expect(targets[i * 3 + k]).toBeCloseTo(share, 6);
        }
      });
    }),
    { numRuns: 50 },
  );
});

test("centres are any pixel, with equal chance in rows and columns", () => {
  // A beta distribution of this shape gives 0 or 1: no box, or one of the image's size.
  const { apply } = cutmix.configure({ cutmixP: 1, mixAlpha: 1e-9 });
  const random = createRandom("centres");
  const full = Array.from({ length: 400 }, (_, i) => {
    const batch = sampleBatch(1, [0, 1], 4);
    const targets = oneHotTargets(batch);
    apply(batch, targets, random.fork(i));
    return Math.round(16 * targets[1]);
  }).filter((area) => area > 0);
  // A 4 x 4 box around (r, c) of a 4 x 4 image keeps 2, 3, 4 or 3 rows for r = 0, 1, 2, 3, and columns likewise.
  expect(new Set(full)).toEqual(new Set([4, 6, 8, 9, 12, 16]));
});

test("never with probability 0", () => {
  const batch = sampleBatch(1);
  const targets = oneHotTargets(batch);
  cutmix.configure({ cutmixP: 0 }).apply(batch, targets, createRandom(1));
  expect(batch).toEqual(sampleBatch(1));
  expect(targets).toEqual(oneHotTargets(batch));
});
