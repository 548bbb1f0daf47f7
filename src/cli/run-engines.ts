import { InputError } from "../core/error.ts";
import { createEngine, type DeviceId, type EngineId } from "../engine/index.ts";
import type { EnginesOptions } from "./commands/engines.ts";
import { inFlags } from "./flags.ts";
import type { Io } from "./io.ts";

const CHOICES: readonly { readonly engine: EngineId; readonly device: DeviceId; readonly about: string }[] = [
  { engine: "onnx", device: "cpu", about: "ONNX Runtime on the processor; the default" },
  { engine: "onnx", device: "webgpu", about: "ONNX Runtime on a GPU, through its driver alone" },
  { engine: "onnx", device: "cuda", about: "ONNX Runtime on an NVIDIA GPU, with CUDA and cuDNN" },
  { engine: "tensorflow", device: "cpu", about: "libtensorflow through tfjs-node or tfjs-node-gpu" },
  { engine: "cpu", device: "cpu", about: "TensorFlow.js in JavaScript: the reference, slow" },
];

/** Tries each engine and device, and prints which compute here. */
export async function runEngines({ json }: EnginesOptions, io: Io): Promise<void> {
  const found = [];
  for (const choice of CHOICES) found.push({ ...choice, ...(await tried(choice.engine, choice.device)) });
  if (json) {
    io.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
    return;
  }
  for (const { engine, device, about, ready, problem, remedy, notes } of found) {
    const option = engine === "onnx" && device !== "cpu" ? `--engine onnx --device ${device}` : `--engine ${engine}`;
    io.stdout.write(`${ready ? "ready   " : "missing "}  ${option}  ${about}\n`);
    for (const line of [problem, remedy, ...notes]) if (line) io.stdout.write(`            ${inFlags(line)}\n`);
  }
}

async function tried(id: EngineId, device: DeviceId) {
  try {
    const engine = await createEngine(id, undefined, device);
    const { name, notes } = engine;
    await engine.dispose();
    return { ready: true, name, problem: null, remedy: null, notes };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { got, remedy } = error.details;
    return { ready: false, name: null, problem: got, remedy: remedy ?? null, notes: [] };
  }
}
