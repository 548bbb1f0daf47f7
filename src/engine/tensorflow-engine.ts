import * as tf from "@tensorflow/tfjs-core";
import { createEagerEngine } from "./eager.ts";
import type { Engine } from "./engine.ts";
import { loadTensorflow } from "./tensorflow-binding.ts";

/** The back end that the binding registers. */
const BACKEND = "tensorflow";

/** What the binding's back end says of itself. */
interface NodeBackend {
  readonly isGPUPackage: boolean;
  readonly isUsingGpuDevice: boolean;
}

/** The engine that runs on libtensorflow, through whichever of its bindings is installed. */
export async function createTensorflowEngine(threads: number): Promise<Engine> {
  const { correctReference } = await import("./reference-backend.ts");
  const notes = await loadTensorflow(threads);
  // The binding may bring a copy of TensorFlow.js of its own, which has registered its kernels over ours.
  correctReference();
  await tf.setBackend(BACKEND);
  const { isGPUPackage, isUsingGpuDevice } = tf.backend() as unknown as NodeBackend;
  if (isGPUPackage && !isUsingGpuDevice) notes.push("libtensorflow finds no GPU, and computes on the processor.");
  const name = isUsingGpuDevice ? "tensorflow (gpu)" : "tensorflow";
  return createEagerEngine(BACKEND, { id: "tensorflow", name, threads, notes });
}
