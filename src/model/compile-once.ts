import type { CompiledFunction } from "../engine/index.ts";

/** A function that is compiled on the first call; later calls get the same. */
export interface CompileOnce {
  (): Promise<CompiledFunction>;
  dispose(): Promise<void>;
}

export function compileOnce(compile: () => Promise<CompiledFunction>): CompileOnce {
  let graph: Promise<CompiledFunction> | undefined;
  return Object.assign(
    () => {
      graph ??= compile().catch((error: unknown) => {
        graph = undefined;
        throw error;
      });
      return graph;
    },
    {
      async dispose() {
        const compiled = await graph;
        graph = undefined;
        await compiled?.dispose();
      },
    },
  );
}
