import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../src/engine/index.ts";
import { layerBlocks } from "../../src/model/blocks.ts";
import { hardLabel } from "../../src/train/methods/hard-label.ts";
import { ipswap } from "../../src/train/methods/ipswap.ts";
import { swap } from "../../src/train/methods/swap.ts";
import { compileStep } from "../../src/train/step.ts";

const close = (actual: Float32Array, expected: readonly number[]) => {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i], 5);
  });
};

describe.each(["cpu", "onnx"] as const)("a training step on %s", (id) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createEngine(id, 1);
  });
  afterAll(() => engine.dispose());

  /** One pixel with three channels, straight to two logits, weights zero. */
  const linear = () => {
    const image = tfl.input({ shape: [1, 1, 3] });
    const flat = tfl.layers.flatten().apply(image) as tfl.SymbolicTensor;
    const logits = tfl.layers.dense({ units: 2, useBias: false, kernelInitializer: "zeros" }).apply(flat);
    return tfl.model({ inputs: image, outputs: logits as tfl.SymbolicTensor });
  };
  const x = [1, 2, 3];

  test("moves weights as PyTorch's SGD with momentum and weight decay does", async () => {
    const model = linear();
    const step = await compileStep(
      engine,
      model,
      await hardLabel.configure({}),
      { momentum: 0.9, weightDecay: 0.5 },
      1,
    );
    const image = Float32Array.from(x);
    const target = Float32Array.of(1, 0);

    // Weights 0: p = (1/2, 1/2), loss log 2, gradient of column 1 -x/2, of column 2 x/2. No decay yet. v = g,
    // w = -0.1 v: columns 0.05 x and -0.05 x. The kernel lies as [3, 2], row-major.
    const first = await step.run(image, target, 0.1);
    expect(first.loss).toBeCloseTo(Math.log(2), 6);
    close(first.logits, [0, 0]);
    close(
      (await step.readState())[0],
      x.flatMap((value) => [0.05 * value, -0.05 * value]),
    );

    // |x|^2 = 14: logits (0.7, -0.7), p1 = 1 / (1 + exp(-1.4)). Gradient (p1 - 1) x plus decay 0.5 * 0.05 x;
    // v' = 0.9 (-x/2) + that; w' = 0.05 x - 0.1 v'.
    const second = await step.run(image, target, 0.1);
    close(second.logits, [0.7, -0.7]);
    const velocity = 0.9 * -0.5 + (1 / (1 + Math.exp(-1.4)) - 1) + 0.5 * 0.05;
    const weight = 0.05 - 0.1 * velocity;
    const [weights, velocities] = await step.readState();
    close(
      weights,
      x.flatMap((value) => [weight * value, -weight * value]),
    );
    close(
      velocities,
      x.flatMap((value) => [velocity * value, -velocity * value]),
    );
    await step.dispose();
    model.dispose();
  });

  test("both branches of a pair add to the gradient", async () => {
    const model = linear();
    const step = await compileStep(
      engine,
      model,
      await ipswap.configure({ grid: 1, alpha: 0 }),
      { momentum: 0, weightDecay: 0 },
      1,
    );
    // Weights 0 and target class 1: loss 2 log 2, gradient of column 1 -(x + x') / 2 with x' = (4, 0, -1).
    const { loss } = await step.run(Float32Array.of(...x, 4, 0, -1), Float32Array.of(1, 0), 0.2);
    expect(loss).toBeCloseTo(2 * Math.log(2), 6);
    close((await step.readState())[0], [0.5, -0.5, 0.2, -0.2, 0.2, -0.2]);
    await step.dispose();
    model.dispose();
  });

  test("where the second image of a pair only lends its patches, the first goes through the network alone", async () => {
    const model = linear();
    const step = await compileStep(
      engine,
      model,
      await swap.configure({ grid: 1 }),
      { momentum: 0, weightDecay: 0 },
      1,
    );
    // Weights 0 and target class 1: loss log 2, gradient of column 1 -x / 2.
    const { loss, logits } = await step.run(Float32Array.from(x), Float32Array.of(1, 0), 0.2);
    expect(loss).toBeCloseTo(Math.log(2), 6);
    expect(logits).toHaveLength(2);
    close(
      (await step.readState())[0],
      x.flatMap((value) => [0.1 * value, -0.1 * value]),
    );
    await step.dispose();
    model.dispose();
  });

  test("moving averages keep 0.9 of the old and take 0.1 of the batch, and state can be put back", async () => {
    const image = tfl.input({ shape: [1, 2, 3] });
    const features = layerBlocks.globalAverage(layerBlocks.batchNorm(image, "bn"), "pool");
    const model = tfl.model({ inputs: image, outputs: layerBlocks.linear(features, "classifier", 2) });
    const step = await compileStep(engine, model, await hardLabel.configure({}), { momentum: 0.9, weightDecay: 0 }, 2);
    const before = await step.readState();
    // Channel 1 holds 1 2 3 4 (mean 2.5, variance 1.25), channel 2 four times 7, channel 3 -1 1 -1 1.
    const images = Float32Array.of(1, 7, -1, 2, 7, 1, 3, 7, -1, 4, 7, 1);
    const targets = Float32Array.of(1, 0, 0, 1);
    await step.run(images, targets, 0.1);
    const after = await step.readState();
    const named = new Map(model.weights.map((weight, i) => [weight.originalName, after[i]]));
    close(named.get("bn/moving_mean") ?? new Float32Array(), [0.25, 0.7, 0]);
    close(named.get("bn/moving_variance") ?? new Float32Array(), [0.9 + 0.125, 0.9, 0.9 + 0.1]);

    await step.writeState(before);
    await step.run(images, targets, 0.1);
    expect(await step.readState()).toEqual(after);
    await step.dispose();
    model.dispose();
  });

  test("leaves no tensors behind", async () => {
    const count = tf.memory().numTensors;
    const model = linear();
    const step = await compileStep(
      engine,
      model,
      await hardLabel.configure({}),
      { momentum: 0.9, weightDecay: 0.5 },
      1,
    );
    await step.run(Float32Array.from(x), Float32Array.of(1, 0), 0.1);
    await step.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(count);
  });
});
