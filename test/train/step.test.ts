import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../src/engine/index.ts";
import { batchNorm } from "../../src/network/batch-norm.ts";
import { bindNetwork } from "../../src/network/bound-network.ts";
import { sequential } from "../../src/network/combine.ts";
import type { Layer } from "../../src/network/layer.ts";
import { linear } from "../../src/network/linear.ts";
import { pooledAverage } from "../../src/network/pooling.ts";
import { flatten } from "../../src/network/stateless.ts";
import { sizeOf, weightSpec } from "../../src/network/weight.ts";
import type { ForwardPasses, Loss } from "../../src/train/method.ts";
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

/** The sum over branches and images of the first class' logit. */
const lossOfFirstLogits: Loss = ({ logits }) =>
  tf.addN(logits.map((branch) => tf.sum(tf.slice(branch, [0, 0], [-1, 1])))) as tf.Scalar;

describe.each(["cpu", "onnx"] as const)("a training step on %s", (id) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createEngine(id, 1);
  });
  afterAll(() => engine.dispose());

  /** One pixel with three channels, straight to two logits, weights zero. */
  const kernel = weightSpec("linear", "kernel", [2, 3], "linear");
  const matrix: Layer = {
    weights: [kernel],
    apply: (features, { weight }) => tf.matMul(features as tf.Tensor2D, weight(kernel.name) as tf.Tensor2D),
  };
  const straight = () => bindNetwork(sequential(flatten, matrix), (spec) => new Float32Array(sizeOf(spec)));
  const onePixel = { height: 1, width: 1, classes: 2 };
  /** Two pixels, normalised, averaged, to two logits; as new, kernels zero. */
  const normalized = () =>
    bindNetwork(sequential(batchNorm("bn", 3), pooledAverage(), linear("classifier", 3, 2)), (spec) =>
      new Float32Array(sizeOf(spec)).fill(spec.role === "scale" || spec.role === "variance" ? 1 : 0),
    );
  const twoPixels = { height: 1, width: 2, classes: 2 };
  const x = [1, 2, 3];

  test("moves weights as PyTorch's SGD with momentum and weight decay does", async () => {
    const model = straight();
    const step = await compileStep(engine, model, await hardLabel.configure({}), {
      ...onePixel,
      batch: 1,
      momentum: 0.9,
      weightDecay: 0.5,
    });
    const image = Float32Array.from(x);
    const target = Float32Array.of(1, 0);

    // Weights 0: p = (1/2, 1/2), loss log 2, gradient of column 1 -x/2, of column 2 x/2. No decay yet. v = g,
    // w = -0.1 v: columns 0.05 x and -0.05 x. The kernel lies as [3, 2], row-major.
    const first = await step.run({ images: image, targets: target, state: [], learningRate: 0.1 });
    expect(first.loss).toBeCloseTo(Math.log(2), 6);
    close(first.logits, [0, 0]);
    close(
      (await step.readState())[0],
      x.flatMap((value) => [0.05 * value, -0.05 * value]),
    );

    // |x|^2 = 14: logits (0.7, -0.7), p1 = 1 / (1 + exp(-1.4)). Gradient (p1 - 1) x plus decay 0.5 * 0.05 x;
    // v' = 0.9 (-x/2) + that; w' = 0.05 x - 0.1 v'.
    const second = await step.run({ images: image, targets: target, state: [], learningRate: 0.1 });
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
    const model = straight();
    const step = await compileStep(engine, model, await ipswap.configure({ grid: 1, alpha: 0 }), {
      ...onePixel,
      batch: 1,
      momentum: 0,
      weightDecay: 0,
    });
    // Weights 0 and target class 1: loss 2 log 2, gradient of column 1 -(x + x') / 2 with x' = (4, 0, -1).
    const { loss } = await step.run({
      images: Float32Array.of(...x, 4, 0, -1),
      targets: Float32Array.of(1, 0),
      state: [],
      learningRate: 0.2,
    });
    expect(loss).toBeCloseTo(2 * Math.log(2), 6);
    close((await step.readState())[0], [0.5, -0.5, 0.2, -0.2, 0.2, -0.2]);
    await step.dispose();
    model.dispose();
  });

  test("where the second image of a pair only lends its patches, the first goes through the network alone", async () => {
    const model = straight();
    const step = await compileStep(engine, model, await swap.configure({ grid: 1 }), {
      ...onePixel,
      batch: 1,
      momentum: 0,
      weightDecay: 0,
    });
    // Weights 0 and target class 1: loss log 2, gradient of column 1 -x / 2.
    const { loss, logits } = await step.run({
      images: Float32Array.from(x),
      targets: Float32Array.of(1, 0),
      state: [],
      learningRate: 0.2,
    });
    expect(loss).toBeCloseTo(Math.log(2), 6);
    expect(logits).toHaveLength(2);
    close(
      (await step.readState())[0],
      x.flatMap((value) => [0.1 * value, -0.1 * value]),
    );
    await step.dispose();
    model.dispose();
  });

  test("a second branch without gradient counts in the loss and moves no weight", async () => {
    const model = straight();
    const passes = async (forward: ForwardPasses) => {
      const method = { sampler: "pair", forward, loss: lossOfFirstLogits, features: undefined } as const;
      const step = await compileStep(engine, model, method, { ...onePixel, batch: 1, momentum: 0, weightDecay: 0 });
      const before = await step.readState();
      await step.writeState([Float32Array.of(1, 0, 0, 0, 0, 0), ...before.slice(1)]);
      const result = await step.run({
        images: Float32Array.of(...x, 4, 0, -1),
        targets: Float32Array.of(1, 0),
        state: [],
        learningRate: 1,
      });
      const [weights] = await step.readState();
      await step.writeState(before);
      await step.dispose();
      return { ...result, weights };
    };
    // The first logit of a branch is its first pixel, 1 and 4, so the loss is 1 + 4 and its gradient for column 1 the
    // sum of the images, or the first image where the second is a constant.
    const separately = await passes("separately");
    expect(separately.loss).toBeCloseTo(5, 5);
    close(separately.weights, [1 - 5, 0, -2, 0, -2, 0]);
    const constant = await passes("second-without-gradient");
    expect(constant.loss).toBeCloseTo(5, 5);
    close(constant.weights, [1 - 1, 0, -2, 0, -3, 0]);
    close(constant.logits, [1, 0]);
    model.dispose();
  });

  test("a teacher is asked for the first branch, and is not trained", async () => {
    const model = straight();
    const weight = tf.variable(
      tf.tensor2d([
        [1, 2],
        [0, 0],
        [0, 0],
      ]),
    );
    const teacher = {
      say: (images: tf.Tensor) => ({
        logits: tf.matMul(tf.reshape(images, [-1, 3]), weight) as tf.Tensor2D,
        features: [],
      }),
      featureShapes: [],
    };
    const loss: Loss = ({ logits: [logits], teacher: [taught] }) => tf.sum(tf.mul(logits, taught)) as tf.Scalar;
    const method = { sampler: "pair", forward: "together", loss, features: undefined } as const;
    const step = await compileStep(engine, model, method, {
      ...onePixel,
      batch: 1,
      momentum: 0,
      weightDecay: 0,
      teacher,
    });
    // The teacher's logits of the first image are 1 and 2, so the gradient of column k is k times the image.
    const images = Float32Array.of(...x, 4, 0, -1);
    const result = await step.run({ images, targets: Float32Array.of(1, 0), state: [], learningRate: 1 });
    expect(result.loss).toBe(0);
    close((await step.readState())[0], [-1, -2, -2, -4, -3, -6]);
    expect(Array.from(weight.dataSync())).toEqual([1, 2, 0, 0, 0, 0]);
    await step.dispose();
    model.dispose();
    weight.dispose();
  });

  test("branches that go separately have their own batch statistics, and move the averages one after the other", async () => {
    const model = normalized();
    const method = { sampler: "pair", forward: "separately", loss: lossOfFirstLogits, features: undefined } as const;
    const step = await compileStep(engine, model, method, { ...twoPixels, batch: 1, momentum: 0, weightDecay: 0 });
    // First branch: means 2, 7, 0. Second: 4, 8, 1. Averages start at 0: 0.9 * 0.1 * first + 0.1 * second.
    const images = Float32Array.of(1, 7, -1, 3, 7, 1, 4, 8, 1, 4, 8, 1);
    await step.run({ images, targets: Float32Array.of(1, 0), state: [], learningRate: 0 });
    const after = await step.readState();
    const mean = after[model.weights.findIndex(({ spec }) => spec.name === "bn.running_mean")];
    close(mean, [0.18 + 0.4, 0.63 + 0.8, 0.1]);
    await step.dispose();
    model.dispose();
  });

  test("moving averages keep 0.9 of the old and take 0.1 of the batch, and state can be put back", async () => {
    const model = normalized();
    const step = await compileStep(engine, model, await hardLabel.configure({}), {
      ...twoPixels,
      batch: 2,
      momentum: 0.9,
      weightDecay: 0,
    });
    const before = await step.readState();
    // Channel 1 holds 1 2 3 4 (mean 2.5, variance 5 / 3 of three degrees of freedom), channel 2 four times 7, channel 3
    // -1 1 -1 1 (4 / 3).
    const images = Float32Array.of(1, 7, -1, 2, 7, 1, 3, 7, -1, 4, 7, 1);
    const targets = Float32Array.of(1, 0, 0, 1);
    await step.run({ images, targets, state: [], learningRate: 0.1 });
    const after = await step.readState();
    const named = new Map(model.weights.map(({ spec }, i) => [spec.name, after[i]]));
    close(named.get("bn.running_mean") ?? new Float32Array(), [0.25, 0.7, 0]);
    close(named.get("bn.running_var") ?? new Float32Array(), [0.9 + 0.5 / 3, 0.9, 0.9 + 0.4 / 3]);

    await step.writeState(before);
    await step.run({ images, targets, state: [], learningRate: 0.1 });
    expect(await step.readState()).toEqual(after);
    await step.dispose();
    model.dispose();
  });

  test("leaves no tensors behind", async () => {
    const count = tf.memory().numTensors;
    const model = straight();
    const step = await compileStep(engine, model, await hardLabel.configure({}), {
      ...onePixel,
      batch: 1,
      momentum: 0.9,
      weightDecay: 0.5,
    });
    await step.run({ images: Float32Array.from(x), targets: Float32Array.of(1, 0), state: [], learningRate: 0.1 });
    await step.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(count);
  });
});
