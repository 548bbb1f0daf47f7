import { availableParallelism } from "node:os";
import { createEagerEngine } from "./eager.ts";
import type { Engine, EngineId } from "./engine.ts";

export type { CompiledFunction, CompileOptions, Engine, EngineId, InputSpec, TensorFunction } from "./engine.ts";
export { ENGINE_IDS } from "./engine.ts";

/**
 * Starts an engine.
 *
 * @param id which; `onnx` needs nothing but this package
 * @param threads worker threads inside one operation; default: the processor's cores
 */
export async function createEngine(id: EngineId = "onnx", threads: number = availableParallelism()): Promise<Engine> {
  switch (id) {
    case "cpu": {
      await import("@tensorflow/tfjs-backend-cpu");
      return createEagerEngine(id, "cpu", 1);
    }
    default:
      throw new Error(`engine ${id} with ${threads} threads is not built yet`);
  }
}
