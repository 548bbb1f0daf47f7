import { availableParallelism } from "node:os";
import { InputError } from "../core/error.ts";
import { createEagerEngine } from "./eager.ts";
import type { DeviceId, Engine, EngineId } from "./engine.ts";
import { createOnnxEngine } from "./onnx-engine.ts";
import { createTensorflowEngine } from "./tensorflow-engine.ts";

export type {
  CompiledFunction,
  CompileOptions,
  DeviceId,
  Engine,
  EngineId,
  InputSpec,
  TensorFunction,
} from "./engine.ts";

/**
 * Starts an engine.
 *
 * @param id which; `onnx` needs nothing but this package
 * @param threads threads that compute; default: the processor's cores
 * @param device where `onnx` computes; the others choose themselves
 */
export async function createEngine(
  id: EngineId = "onnx",
  threads: number = availableParallelism(),
  device: DeviceId = "cpu",
): Promise<Engine> {
  if (id !== "onnx" && device !== "cpu") {
    throw new InputError("`device`", {
      expected: "cpu, or the engine onnx",
      got: `${device} with the engine ${id}`,
      remedy: "tensorflow computes on a GPU by itself where tfjs-node-gpu finds one.",
    });
  }
  switch (id) {
    case "onnx":
      // Constants and variables live on the JavaScript back end until a trace takes them.
      await startReference();
      return createOnnxEngine(threads, device);
    case "tensorflow":
      return createTensorflowEngine(threads);
    case "cpu":
      await startReference();
      return createEagerEngine("cpu", { id, name: id, threads: 1, notes: [] });
  }
}

async function startReference(): Promise<void> {
  const [tf] = await Promise.all([import("@tensorflow/tfjs-core"), import("./reference-backend.ts")]);
  await tf.setBackend("cpu");
}
