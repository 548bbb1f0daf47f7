import type * as ort from "onnxruntime-node";
import { InputError } from "../core/error.ts";
import type { DeviceId } from "./engine.ts";
import { createGraphBuilder } from "./graph/builder.ts";
import { encodeModel } from "./onnx/encode.ts";

/** A device that computes. */
export interface Device {
  readonly id: Exclude<DeviceId, "auto">;
  /** What a user should know of the choice; a sentence each. */
  readonly notes: readonly string[];
}

const REMEDIES = {
  webgpu:
    "WebGPU comes with this program, and needs the driver of a GPU: Vulkan on Linux (the package libvulkan1, and the " +
    "driver's own), Direct3D 12 on Windows, Metal on macOS. Or use `device` cpu.",
  cuda:
    "ONNX Runtime's libraries for CUDA do not come from the npm registry: run node_modules/onnxruntime-node/script/install.js " +
    "with CUDA and cuDNN installed. Or use `device` webgpu, which needs the GPU's driver alone, or cpu.",
} as const;

/**
 * Finds the device that is asked for, by computing on it.
 *
 * @throws InputError where it does not compute
 */
export async function openDevice(wanted: DeviceId, runtime: typeof ort): Promise<Device> {
  if (wanted === "cpu") return { id: "cpu", notes: [] };
  if (wanted === "auto") {
    const problem = await problemOf("webgpu", runtime);
    if (problem === undefined) return { id: "webgpu", notes: [] };
    return {
      id: "cpu",
      notes: [`everything is computed on the processor, for there is no GPU that computes: ${problem}`],
    };
  }
  const got = await problemOf(wanted, runtime);
  if (got === undefined) return { id: wanted, notes: [] };
  throw new InputError(`device ${wanted}`, { expected: "a device that computes", got, remedy: REMEDIES[wanted] });
}

/** Why a device does not compute 1 + 1; nothing where it does. */
async function problemOf(
  device: "webgpu" | "cuda",
  { InferenceSession, Tensor }: typeof ort,
): Promise<string | undefined> {
  const graph = createGraphBuilder();
  const x = graph.input("float32", [1]);
  const y = graph.emit("Add", [x, x]);
  try {
    const options = { executionProviders: [device], logSeverityLevel: 4 } as const;
    const session = await InferenceSession.create(encodeModel(graph.build([y])), options);
    try {
      const outputs = await session.run({ [x.name]: new Tensor("float32", Float32Array.of(1), [1]) });
      const sum = (outputs[y.name]!.data as Float32Array)[0];
      return sum === 2 ? undefined : `1 + 1 = ${sum}`;
    } finally {
      await session.release();
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : `${error}`;
    return message.trim().split("\n")[0]!;
  }
}
