import type * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine, type InputSpec } from "../../src/engine/index.ts";
import { compare, expectSameOutputs, integers, numbers } from "./compare.ts";
import { inputGradientOf, ofLayers, residualNetwork, trainingStepOf } from "./networks.ts";

let onnx: Engine;
let cpu: Engine;
beforeAll(async () => {
  onnx = await createEngine("onnx", 2);
  cpu = await createEngine("cpu");
});

const images: InputSpec = { shape: [3, 11, 11, 3] };
const labels: InputSpec = { shape: [3], dtype: "int32" };

describe("a residual network with strides, odd sizes and batch normalisation", () => {
  test("forward", async () => {
    const model = residualNetwork(11, [1, 1], [8, 16], 5);
    await compare(onnx, cpu, { fn: (x) => model.apply(x, { training: false }) as tf.Tensor, inputs: [images] });
  });

  test("input gradient", async () => {
    const model = residualNetwork(11, [1, 1], [8, 16], 5);
    await compare(onnx, cpu, { fn: inputGradientOf(ofLayers(model)), inputs: [images, labels] });
  });

  test("three training steps: loss, weights, moving averages and momentum", async () => {
    const model = residualNetwork(11, [1, 1], [8, 16], 5);
    const { step, state } = trainingStepOf(ofLayers(model));
    const before = await Promise.all(state.map((variable) => variable.data()));
    const fast = await onnx.compile(step, [images, labels], { state });
    expect(await Promise.all(state.map((variable) => variable.data()))).toEqual(before);
    const slow = await cpu.compile(step, [images, labels], { state });
    for (let i = 0; i < 3; i++) {
      const batch = [numbers(3 * 11 * 11 * 3, i), integers(3, 5, i)] as const;
      expectSameOutputs(await fast.run(...batch), await slow.run(...batch));
    }
    expectSameOutputs(await fast.readState(), await slow.readState());
  });
});
