import { createEngine, type DeviceId, type Engine, type EngineId } from "../engine/index.ts";
import { type Io, warner } from "./io.ts";

/** Starts the engine that `--engine`, `--device` and `--threads` ask for, and says what the user should know of it. */
export async function openEngine(
  { engine: id, device, threads }: { readonly engine: EngineId; readonly device: DeviceId; readonly threads?: number },
  io: Io,
): Promise<Engine> {
  const engine = await createEngine(id, threads, device);
  for (const note of engine.notes) warner(io)(`--engine ${id}: ${note}`);
  return engine;
}
