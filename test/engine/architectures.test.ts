import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRandom } from "../../src/core/random.ts";
import { createEngine, type Engine } from "../../src/engine/index.ts";
import { ARCHITECTURES } from "../../src/model/architectures/index.ts";
import { initialize } from "../../src/train/initialize.ts";
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

/**
 * Share of all elements within 1e-4 of the reference, relative to the largest of their tensor. Among the millions of
 * rectifiers of the deep networks some have an input that is zero but for rounding; there the gradient jumps, and the
 * weights of that channel with it, on any two implementations.
 */
function shareOfClose(actual: readonly Float32Array[], expected: readonly Float32Array[]): number {
  let [close, count] = [0, 0];
  for (const [t, tensor] of expected.entries()) {
    const scale = tensor.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
    count += tensor.length;
    for (const [i, value] of tensor.entries()) if (Math.abs(actual[t]![i]! - value) <= 1e-4 * scale) close++;
  }
  return close / count;
}

describe.each(ARCHITECTURES)("$id on onnx agrees with the reference", ({ id, network }) => {
  const size = sizeOf(id);
  const images = { shape: [BATCH, size, size, 3] };
  const labels = { shape: [BATCH], dtype: "int32" } as const;
  const build = () => {
    const { forward, train, trainable, weights } = initialize(network(10), createRandom(id));
    const statistics = weights.map(({ variable }) => variable).filter((variable) => !trainable.includes(variable));
    return { forward, train, trainable, statistics };
  };
  const skip = !FAST.has(id) && !process.env["SLOW"];

  test.skipIf(skip)("forward and input gradient", { timeout: 600_000 }, async () => {
    const model = build();
    await compare(onnx, cpu, { fn: (x) => model.forward(x), inputs: [images] });
    await compare(onnx, cpu, { fn: inputGradientOf(model), inputs: [images, labels] });
  });

  test.skipIf(skip)("one training step", { timeout: 600_000 }, async () => {
    const { step, state } = trainingStepOf(build());
    const batch = [numbers(BATCH * size * size * 3, 1), integers(BATCH, 10, 2)] as const;
    const fast = await onnx.compile(step, [images, labels], { state });
    const loss = await fast.run(...batch);
    const slow = await cpu.compile(step, [images, labels], { state });
    expectSameOutputs(loss, await slow.run(...batch));
    const [state1, state2] = [await fast.readState(), await slow.readState()];
    if (FAST.has(id)) expectSameOutputs(state1, state2);
    else expect(shareOfClose(state1, state2)).toBeGreaterThan(0.99);
  });
});
