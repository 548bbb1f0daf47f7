import { InputError } from "../core/error.ts";
import { createEagerEngine } from "./eager.ts";
import type { Engine } from "./engine.ts";

/** Bindings to libtensorflow, best first. Optional peers: loaded only when this engine is asked for. */
const BINDINGS = ["@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-node"] as const;

/** The engine that runs on libtensorflow, through whichever of its bindings is installed. */
export async function createTensorflowEngine(threads: number): Promise<Engine> {
  const reasons: string[] = [];
  for (const binding of BINDINGS) {
    try {
      await import(binding);
      // Registers the gradients, which the core alone does not do in Node.
      await import("@tensorflow/tfjs-layers");
      return await createEagerEngine("tensorflow", "tensorflow", threads);
    } catch (error) {
      reasons.push(`${binding}: ${firstLine(error)}`);
    }
  }
  throw new InputError("engine tensorflow", {
    expected: `one of ${BINDINGS.join(", ")} to be installed`,
    got: reasons.join("; "),
    remedy: "Run: npm install @tensorflow/tfjs-node (with a GPU: @tensorflow/tfjs-node-gpu), or use `engine` onnx.",
  });
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n", 1)[0]!;
}
