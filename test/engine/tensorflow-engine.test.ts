import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../src/engine/index.ts";
import { importModel } from "../../src/import/import-model.ts";
import { compare, expectSameOutputs, integers, numbers } from "./compare.ts";
import { averaging, expectAdjoint, resizing } from "./kernel-rows/adjoints.ts";
import { ROWS } from "./kernel-rows/index.ts";
import { f, image } from "./kernel-rows/row.ts";
import { ofLayers, residualNetwork, trainingStepOf } from "./networks.ts";

/** The engine where one of its bindings is installed, or named by IPSWAP_TFJS_NODE; else why not. */
const engine = await createEngine("tensorflow", 2).catch((error: Error) => error);
if (engine instanceof Error) process.stderr.write(`tests of the tensorflow engine are skipped: ${engine.message}\n`);

describe.skipIf(engine instanceof Error)("on libtensorflow", () => {
  const tensorflow = engine as Engine;
  let cpu: Engine;
  beforeAll(async () => {
    cpu = await createEngine("cpu");
  });

  // The binding pads by "same" or not at all.
  test.each(ROWS.filter(([, title]) => !title.endsWith(", 1")))("%s: %s", async (_kernel, _title, fn, inputs) => {
    await compare(tensorflow, cpu, { fn, inputs });
  });

  test.each([...averaging, ...resizing])("$kernel of $title", async (adjoint) => {
    await expectAdjoint(tensorflow, adjoint);
  });

  test("three training steps: loss, weights, moving averages and momentum", async () => {
    const { step, state } = trainingStepOf(ofLayers(residualNetwork(11, [1, 1], [8, 16], 5)));
    const inputs = [{ shape: [3, 11, 11, 3] }, { shape: [3], dtype: "int32" }] as const;
    const before = await Promise.all(state.map(async (variable) => Float32Array.from(await variable.data())));
    const train = async (on: Engine) => {
      const compiled = await on.compile(step, inputs, { state });
      // Eager engines work on the variables themselves: the second starts where the first did.
      await compiled.writeState(before);
      const losses: Float32Array[] = [];
      for (let i = 0; i < 3; i++) losses.push(...(await compiled.run(numbers(3 * 11 * 11 * 3, i), integers(3, 5, i))));
      return [...losses, ...(await compiled.readState())];
    };
    const actual = await train(tensorflow);
    expectSameOutputs(actual, await train(cpu));
  });

  // Padding given by numbers: PyTorch's convolutions at stride 2, and its pools.
  test.each(["resnet-maxpool.pth", "mobilenetv2-kuangliu.th", "shufflenetv1.pth"])(
    "%s, forward and backward",
    async (path) => {
      const content = gunzipSync(readFileSync(new URL(`../fixtures/import/${path}.gz`, import.meta.url)));
      const model = await importModel({ path, content, options: {} });
      const gradient = (x: tf.Tensor) => tf.grad((point) => tf.logSumExp(model.forward(image(point))))(x);
      await compare(tensorflow, cpu, { fn: (x) => [model.forward(image(x)), gradient(x)], inputs: [f(2, 32, 32, 3)] });
      model.dispose();
    },
  );

  test("nothing stays behind a run", async () => {
    const compiled = await tensorflow.compile((x) => tf.keep(tf.add(x, 1)), [f(4)]);
    await compiled.run(numbers(4, 1));
    const { numTensors } = tf.memory();
    for (let i = 0; i < 3; i++) await compiled.run(numbers(4, 1));
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});
