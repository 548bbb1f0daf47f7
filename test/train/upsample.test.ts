import "../../src/engine/reference-backend.ts";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { doubleBilinear } from "../../src/network/upsample.ts";

const weight = (): never => {
  throw new Error("it has none");
};

test("doubles as nn.Upsample(scale_factor=2, mode='bilinear') of PyTorch does", () => {
  // Rows 1 3 and 5 7. Along a side of two, positions are at -1/4, 1/4, 3/4 and 5/4 of them: shares 1, 3/4, 1/4 and 0 of the
  // first. So a row 1 3 becomes 1, 1.5, 2.5, 3, and rows add 0, 1, 3, 4.
  const doubled = doubleBilinear.apply(tf.tensor4d([1, 3, 5, 7], [1, 2, 2, 1]), { weight });
  expect(doubled.shape).toEqual([1, 4, 4, 1]);
  expect(Array.from(doubled.dataSync())).toEqual([0, 1, 3, 4].flatMap((row) => [1, 1.5, 2.5, 3].map((x) => x + row)));
});

test("each image and channel on its own, and gradients come back whole", () => {
  const images = tf.randomNormal([2, 3, 4, 2], 0, 1, "float32", 1) as tf.Tensor4D;
  const apply = (input: tf.Tensor) => doubleBilinear.apply(input, { weight });
  const alone = apply(tf.slice(images, [1, 0, 0, 1], [1, 3, 4, 1]));
  const among = tf.slice(apply(images), [1, 0, 0, 1], [1, 6, 8, 1]);
  expect(tf.max(tf.abs(tf.sub(alone, among))).dataSync()[0]).toBeLessThan(1e-6);
  // Every value is spread over weights that sum to four.
  const gradient = tf.grad((input: tf.Tensor) => tf.sum(apply(input)))(images);
  for (const value of gradient.dataSync()) expect(value).toBeCloseTo(4, 5);
});
