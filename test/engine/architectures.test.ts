import type * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, test } from "vitest";
import { createRandom } from "../../src/core/random.ts";
import { createEngine, type Engine } from "../../src/engine/index.ts";
import { ARCHITECTURES } from "../../src/model/architectures/index.ts";
import { buildModel } from "../../src/model/build.ts";
import { initialize } from "../../src/model/initialize.ts";
import { compare, expectSameOutputs, integers, numbers } from "./compare.ts";
import { inputGradientOf, trainingStepOf } from "./networks.ts";

let onnx: Engine;
let cpu: Engine;
beforeAll(async () => {
  onnx = await createEngine("onnx", 2);
  cpu = await createEngine("cpu");
});
afterAll(() => onnx.dispose());

const BATCH = 2;
/** The JavaScript back end needs minutes for the others. */
const FAST = new Set(["resnet8", "resnet20"]);

/**
 * Smaller than what the networks are for, but every layer is there. The last stage keeps 2x2 pixels or more: batch
 * normalisation over two or three numbers magnifies rounding without bound.
 */
const sizeOf = (id: string) => (FAST.has(id) ? 12 : 16);

describe.each(ARCHITECTURES)("$id on onnx agrees with the reference", ({ id, ...rest }) => {
  const size = sizeOf(id);
  const images = { shape: [BATCH, size, size, 3] };
  const labels = { shape: [BATCH], dtype: "int32" } as const;
  const build = () => {
    const model = buildModel({ id, ...rest }, { height: size, width: size, classes: 10 });
    initialize(model, createRandom(id));
    return model;
  };
  const skip = !FAST.has(id) && !process.env["SLOW"];

  test.skipIf(skip)("forward and input gradient", { timeout: 600_000 }, async () => {
    const model = build();
    await compare(onnx, cpu, { fn: (x) => model.apply(x, { training: false }) as tf.Tensor, inputs: [images] });
    await compare(onnx, cpu, { fn: inputGradientOf(model), inputs: [images, labels] });
  });

  test.skipIf(skip)("one training step", { timeout: 600_000 }, async () => {
    const { step, state } = trainingStepOf(build());
    const batch = [numbers(BATCH * size * size * 3, 1), integers(BATCH, 10, 2)] as const;
    const fast = await onnx.compile(step, [images, labels], { state });
    const loss = await fast.run(...batch);
    const slow = await cpu.compile(step, [images, labels], { state });
    expectSameOutputs(loss, await slow.run(...batch));
    expectSameOutputs(await fast.readState(), await slow.readState());
  });
});
