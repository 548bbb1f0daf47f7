import "../../src/engine/reference-backend.ts";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { createEngine } from "../../src/engine/index.ts";
import { countDrops } from "../../src/model/count-drops.ts";
import { dropPath } from "../../src/network/drop-path.ts";
import { hardLabel } from "../../src/train/methods/hard-label.ts";
import { compileStep } from "../../src/train/step.ts";
import { tinyImages, tinyModel } from "../model/tiny.ts";

const weight = (): never => {
  throw new Error("it has none");
};

test("by hand: an image is left out with probability r d, and else divided by what is kept", () => {
  // r d = 0.8 x 0.5 = 0.4: kept below 0.6, and divided by it.
  const drawDrop = () => ({ uniform: tf.tensor1d([0, 0.59, 0.6, 0.99]), rate: 0.8 });
  const input = tf.tensor2d([3, 6, 9, 12], [4, 1]);
  const kept = dropPath(0.5).apply(input, { weight, drawDrop });
  [5, 10, 0, 0].forEach((value, i) => {
    expect(kept.dataSync()[i]).toBeCloseTo(value, 5);
  });
  expect(dropPath(0.5).apply(input, { weight })).toBe(input);
  expect(dropPath(0).apply(input, { weight, drawDrop })).toBe(input);
});

test("a step leaves out blocks of the images that the draws say, and inference none", async () => {
  const engine = await createEngine("onnx", 1);
  const network = tinyModel();
  // ResNet-8 has three blocks, of which the first always stays.
  expect(countDrops(network, { height: 8, width: 8 })).toBe(2);
  const size = { batch: 2, height: 8, width: 8, classes: 3, momentum: 0, weightDecay: 0 };
  const logitsWith = async (dropPathRate: number, draws: number[]) => {
    const step = await compileStep(engine, network, await hardLabel.configure({}), { ...size, dropPath: dropPathRate });
    expect(step.drops).toBe(draws.length);
    const targets = Float32Array.of(1, 0, 0, 0, 1, 0);
    const images = tinyImages(2);
    const { logits } = await step.run({
      images,
      targets,
      state: [],
      drops: Float32Array.from(draws),
      learningRate: 0.1,
    });
    await step.dispose();
    return Array.from(logits);
  };
  const whole = await logitsWith(0, []);
  // Rates 0.25 and 0.5: draws of 0 keep everything, and the blocks count for more.
  expect(await logitsWith(0.5, [0, 0, 0, 0])).not.toEqual(whole);
  const first = await logitsWith(0.5, [0, 0, 0.9, 0]);
  const both = await logitsWith(0.5, [0, 0, 0.9, 0.9]);
  // The last block of the second image alone tells them apart: the first image's answer is the same.
  expect(first.slice(0, 3)).toEqual(both.slice(0, 3));
  expect(first.slice(3)).not.toEqual(both.slice(3));
  network.dispose();
  await engine.dispose();
});
