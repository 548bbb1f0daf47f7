import { InferenceSession, Tensor } from "onnxruntime-node";
import { answerTasks } from "../core/worker-thread.ts";
import type { SessionAnswer, SessionTask } from "./session-task.ts";

// Entry of a thread of `createSessionPool`.
const run = createRunner();
answerTasks(
  async (task: SessionTask): Promise<SessionAnswer> => {
    try {
      return await run(task);
    } catch (error) {
      return { failed: error instanceof Error ? error.message : `${error}` };
    }
  },
  (answer) => ("outputs" in answer ? answer.outputs.map(({ buffer }) => buffer as ArrayBuffer) : []),
);

/** Runs graphs: each is loaded when it is first run, and let go when nobody uses it any more. */
function createRunner() {
  const sessions = new Map<number, InferenceSession>();
  return async ({ graph, model, options, inUse, inputs, outputs }: SessionTask): Promise<SessionAnswer> => {
    for (const [id, unused] of sessions) {
      if (inUse.includes(id)) continue;
      sessions.delete(id);
      await unused.release();
    }
    let session = sessions.get(graph);
    if (session === undefined) {
      session = await InferenceSession.create(unshared(model), options);
      sessions.set(graph, session);
    }
    if (inputs === undefined) return { outputs: [] };
    const feeds = Object.fromEntries(
      inputs.map(({ name, data, shape }) => {
        const values = unshared(data);
        const dims = [...shape];
        return [
          name,
          values instanceof Int32Array ? new Tensor("int32", values, dims) : new Tensor("float32", values, dims),
        ];
      }),
    );
    const results = await session.run(feeds, [...outputs]);
    // Copies: what ONNX Runtime gives out is not this thread's to give away.
    return { outputs: outputs.map((name) => Float32Array.from(results[name]!.data as Float32Array)) };
  };
}

/** A copy of its own: ONNX Runtime's binding reads no shared memory. */
function unshared<T extends Float32Array | Int32Array | Uint8Array>(values: T): T {
  return values.slice() as T;
}
