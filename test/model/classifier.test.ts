import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Classifier } from "../../src/core/classifier.ts";
import { softmaxRows } from "../../src/core/predictions.ts";
import { createEngine, type Engine } from "../../src/engine/index.ts";
import { createClassifier } from "../../src/model/classifier.ts";
import type { Network } from "../../src/model/network.ts";
import { networkOf, tinyCard, tinyImages, tinyModel } from "./tiny.ts";

const PIXELS = 8 * 8 * 3;
let engine: Engine;
let network: Network;
let classifier: Classifier;

beforeAll(async () => {
  engine = await createEngine("cpu");
  network = networkOf(tinyModel());
  classifier = await createClassifier(network, engine, { batch: 2 });
});
afterAll(async () => {
  await classifier.dispose();
  network.dispose();
  await engine.dispose();
});

describe("classifier", () => {
  test("normalises by channel inside", async () => {
    const images = tinyImages(1);
    const { mean, std } = tinyCard.normalization;
    const normalized = images.map((value, i) => (value - mean[i % 3]) / std[i % 3]);
    const expected = network.forward(tf.tensor4d(normalized, [1, 8, 8, 3])).dataSync();
    const logits = await classifier.logits(images);
    for (const [k, value] of logits.entries()) expect(value).toBeCloseTo(expected[k], 5);
  });

  test("an image's logits and gradient do not depend on the batch it came in", async () => {
    const images = tinyImages(3);
    const labels = Int32Array.of(0, 1, 2);
    const together = await classifier.gradient(images, labels);
    expect(await classifier.logits(images)).toEqual(together.logits);
    for (let i = 0; i < 3; i++) {
      const alone = await classifier.gradient(images.slice(i * PIXELS, (i + 1) * PIXELS), labels.slice(i, i + 1));
      expect(alone.logits).toEqual(together.logits.slice(i * 3, i * 3 + 3));
      expect(alone.losses[0]).toBe(together.losses[i]);
      expect(alone.gradient).toEqual(together.gradient.slice(i * PIXELS, (i + 1) * PIXELS));
    }
  });

  test("losses are the cross-entropies of the logits, the gradient is their sum's slope", async () => {
    const images = tinyImages(3);
    const labels = Int32Array.of(2, 0, 1);
    const { gradient, logits, losses } = await classifier.gradient(images, labels);
    const crossEntropies = (rows: Float32Array) => {
      const probabilities = softmaxRows(rows, 3);
      return Array.from(labels, (label, i) => -Math.log(probabilities[i * 3 + label]));
    };
    crossEntropies(logits).forEach((value, i) => {
      expect(losses[i]).toBeCloseTo(value, 5);
    });
    // Along the gradient itself the slope of the sum is |g|^2: a central difference over a small step.
    const square = gradient.reduce((sum, value) => sum + value * value, 0);
    const step = 1e-3 / Math.sqrt(square);
    const sumAt = async (side: number) => {
      const moved = images.map((value, i) => value + side * step * gradient[i]);
      return crossEntropies(await classifier.logits(moved)).reduce((a, b) => a + b, 0);
    };
    const slope = ((await sumAt(1)) - (await sumAt(-1))) / (2 * step);
    expect(Math.abs(slope / square - 1)).toBeLessThan(0.01);
  });

  test("no images give no logits; misfits are refused", async () => {
    expect(await classifier.logits(new Float32Array(0))).toEqual(new Float32Array(0));
    await expect(classifier.logits(new Float32Array(5))).rejects.toThrow(/multiple of 8 x 8 x 3/);
    await expect(classifier.gradient(tinyImages(1), Int32Array.of(3))).rejects.toThrow(/label in \[0, 2\]/);
    await expect(classifier.gradient(tinyImages(1), Int32Array.of(0, 1))).rejects.toThrow(/labels/);
  });

  test("leaves no tensors behind", async () => {
    await classifier.gradient(tinyImages(2), Int32Array.of(0, 1));
    const before = tf.memory().numTensors;
    await classifier.gradient(tinyImages(3), Int32Array.of(0, 1, 2));
    await classifier.logits(tinyImages(3));
    expect(tf.memory().numTensors).toBe(before);
  });
});
