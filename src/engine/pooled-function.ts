import { checkInputs, checkState } from "./check-values.ts";
import type { CompiledFunction, InputSpec } from "./engine.ts";
import type { Graph } from "./graph/graph.ts";
import type { PooledSession } from "./session-pool.ts";

/** A compiled function without state on the threads of a pool: calls need not wait for each other. */
export function createPooledFunction(
  session: PooledSession,
  graph: Graph,
  inputs: readonly InputSpec[],
  onDispose: () => Promise<void>,
): CompiledFunction {
  const running = new Set<Promise<unknown>>();
  let disposed = false;
  return {
    async run(...values) {
      if (disposed) throw new Error("the compiled function was disposed");
      checkInputs(values, inputs);
      const feeds = inputs.map(({ shape }, i) => ({ name: graph.inputs[i]!.name, data: values[i]!, shape }));
      const result = session.run(feeds);
      running.add(result);
      try {
        return await result;
      } finally {
        running.delete(result);
      }
    },
    readState: async () => [],
    writeState: async (values) => checkState(values, []),
    async dispose() {
      await Promise.allSettled(running);
      if (disposed) return;
      disposed = true;
      await onDispose();
    },
  };
}
