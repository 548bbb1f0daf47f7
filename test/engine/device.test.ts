import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { InputError } from "../../src/core/error.ts";
import { createEngine, type Engine, type InputSpec } from "../../src/engine/index.ts";
import { integers, numbers } from "./compare.ts";
import { inputGradientOf, ofLayers, residualNetwork, trainingStepOf } from "./networks.ts";

// Debian's Chromium brings a GPU in software: slow, and as good as one to agree with.
const SOFTWARE = "/usr/lib/chromium/vk_swiftshader_icd.json";
if (process.env["VK_ICD_FILENAMES"] === undefined && existsSync(SOFTWARE)) process.env["VK_ICD_FILENAMES"] = SOFTWARE;

const opened = async (device: "webgpu" | "cuda"): Promise<Engine | InputError> => {
  try {
    return await createEngine("onnx", 1, device);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
};
const gpu = await opened("webgpu");
if (gpu instanceof InputError) process.stderr.write(`WebGPU is not compared with the processor: ${gpu.message}\n`);

const images: InputSpec = { shape: [2, 9, 9, 3] };
const labels: InputSpec = { shape: [2], dtype: "int32" };
const batch = () => [numbers(2 * 9 * 9 * 3, 1), integers(2, 4, 1)] as const;

/** Largest difference over the largest value, of each output. */
function differences(found: readonly Float32Array[], expected: readonly Float32Array[]): readonly number[] {
  expect(found.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
  return found.map((values, i) => {
    const largest = expected[i]!.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    return values.reduce((most, value, j) => Math.max(most, Math.abs(value - expected[i]![j]!)), 0) / largest;
  });
}

test.skipIf(gpu instanceof InputError)(
  "webgpu: forward pass, input gradient and training step of a residual network as on the processor",
  { timeout: 300_000 },
  async () => {
    const onGpu = gpu as Engine;
    expect(onGpu).toMatchObject({ id: "onnx", name: "onnx (webgpu)", sessions: 1 });
    const onCpu = await createEngine("onnx", 1);
    const network = ofLayers(residualNetwork(9, [1, 1], [4, 8], 4));
    const look = inputGradientOf(network);
    const { step, state } = trainingStepOf(network);
    const answers: Float32Array[][] = [];
    for (const engine of [onGpu, onCpu]) {
      const gradient = await engine.compile(look, [images, labels]);
      const training = await engine.compile(step, [images, labels], { state });
      const forward = await engine.compile((x) => network.forward(x), [images]);
      answers.push([
        ...(await forward.run(batch()[0])),
        ...(await gradient.run(...batch())),
        ...(await training.run(...batch())),
        ...(await training.readState()),
      ]);
    }
    const apart = differences(answers[0]!, answers[1]!);
    expect(Math.max(...apart)).toBeLessThan(1e-4);
    await onGpu.dispose();
    await onCpu.dispose();
  },
);

test("a device that does not compute is refused with what to do; auto falls back, and says so", async () => {
  const cuda = await opened("cuda");
  if (cuda instanceof InputError) {
    expect(cuda.message).toMatch(/device cuda: expected a device that computes, but got .+/);
    expect(cuda.message).toMatch(/do not come from the npm registry/);
  } else await cuda.dispose();
  if (!(gpu instanceof InputError)) return;
  const auto = await createEngine("onnx", 1, "auto");
  expect(auto.name).toBe("onnx");
  expect(auto.notes.join()).toMatch(/no GPU/);
  await auto.dispose();
});

test("only the engine onnx is given a device", async () => {
  await expect(createEngine("cpu", 1, "webgpu")).rejects.toThrow(
    /`device`: expected cpu, or the engine onnx, but got webgpu/,
  );
});
