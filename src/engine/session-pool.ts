import type { InferenceSession } from "onnxruntime-node";
import { createWorkerPool } from "../core/worker-pool.ts";
import type { Feed, SessionAnswer, SessionTask } from "./session-task.ts";

/** A graph that the threads of a pool run; calls that are made together run together. */
export interface PooledSession {
  run(inputs: readonly Feed[]): Promise<Float32Array[]>;
  release(): void;
}

/**
 * Threads with a session of ONNX Runtime each, that compute on one thread. A session that computes on several waits for
 * all of them in every operator: independent calls on sessions of their own do not.
 */
export interface SessionPool {
  /** Calls that run at the same time. */
  readonly sessions: number;
  /**
   * @param model the encoded graph
   * @throws Error where ONNX Runtime does not load it
   */
  open(model: Uint8Array, outputs: readonly string[], options: InferenceSession.SessionOptions): Promise<PooledSession>;
  close(): Promise<void>;
}

/**
 * @param script the threads' program
 * @returns nothing where threads are not wanted or cannot be had: Node 20's do not read TypeScript, which the program may
 *   run from
 */
export function createSessionPool(sessions: number, script = compiledThread()): SessionPool | undefined {
  if (sessions < 2 || script === undefined) return undefined;
  const pool = createWorkerPool<SessionTask, SessionAnswer>({ script, threads: sessions });
  const inUse = new Set<number>();
  let opened = 0;

  async function ask(task: Omit<SessionTask, "inUse">): Promise<Float32Array[]> {
    const answer = await pool.run({ ...task, inUse: [...inUse] });
    if ("failed" in answer) throw new Error(answer.failed);
    return [...answer.outputs];
  }

  return {
    sessions,
    async open(encoded, outputs, options) {
      const model = shared(encoded);
      const task = { graph: opened++, model, outputs, options };
      inUse.add(task.graph);
      // One thread loads it at once, so that a graph that cannot be loaded is known here; the others when they run it.
      await ask(task);
      return {
        run: (inputs) => ask({ ...task, inputs: inputs.map((feed) => ({ ...feed, data: shared(feed.data) })) }),
        release: () => {
          inUse.delete(task.graph);
        },
      };
    },
    close: () => pool.close(),
  };
}

function compiledThread(): URL | undefined {
  return import.meta.url.endsWith(".ts") ? undefined : new URL("./session-thread.js", import.meta.url);
}

/** A copy that goes to a thread as it is; a message would take along the whole of what an array is a part of. */
function shared<T extends Float32Array | Int32Array | Uint8Array>(values: T): T {
  const Kind = values.constructor as new (memory: SharedArrayBuffer) => T;
  const copy = new Kind(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}
