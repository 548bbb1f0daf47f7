import { availableParallelism } from "node:os";
import { createEagerEngine } from "./eager.ts";
import type { Engine, EngineId } from "./engine.ts";
import { createOnnxEngine } from "./onnx-engine.ts";
import { createTensorflowEngine } from "./tensorflow-engine.ts";

export type { CompiledFunction, CompileOptions, Engine, EngineId, InputSpec, TensorFunction } from "./engine.ts";

/**
 * Starts an engine.
 *
 * @param id which; `onnx` needs nothing but this package
 * @param threads threads that compute; default: the processor's cores
 */
export async function createEngine(id: EngineId = "onnx", threads: number = availableParallelism()): Promise<Engine> {
  switch (id) {
    case "onnx":
      // Constants and variables live on the JavaScript back end until a trace takes them.
      await startReference();
      return createOnnxEngine(threads);
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
