import { InputError } from "../core/error.ts";
import type { CompiledFunction } from "../engine/index.ts";
import type { Network } from "./network.ts";

/**
 * Runs what an engine does with a network. Where that fails on another program's file, it is the file that has something
 * in it that cannot be computed: the user hears which, and what to do, and not that the program failed.
 */
export async function withForeignProblem<T>(
  { name, bound }: Pick<Network, "name" | "bound">,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const ours = bound !== undefined || error instanceof InputError || !(error instanceof Error);
    // The system's errors, such as a full disk, have a code of capitals; ONNX Runtime's have none.
    const system = /^E[A-Z]+$/.test((error as NodeJS.ErrnoException).code ?? "");
    if (ours || system) throw error;
    throw new InputError(
      `checkpoint ${name}`,
      {
        expected: "a network that can be computed",
        got: error.message,
        remedy: "Export the model in a simpler form, or evaluate another format of it.",
      },
      { cause: error },
    );
  }
}

/** A compiled function of a network, whose failures are those of its file. */
export async function compiledForeign(
  network: Pick<Network, "name" | "bound">,
  compile: () => Promise<CompiledFunction>,
): Promise<CompiledFunction> {
  const compiled = await withForeignProblem(network, compile);
  return { ...compiled, run: (...inputs) => withForeignProblem(network, () => compiled.run(...inputs)) };
}
