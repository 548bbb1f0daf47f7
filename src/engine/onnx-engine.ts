import type * as tf from "@tensorflow/tfjs-core";
import type { InferenceSession } from "onnxruntime-node";
import { measureBlock } from "./block-size.ts";
import type { CompileOptions, Engine, InputSpec, TensorFunction } from "./engine.ts";
import { encodeModel } from "./onnx/encode.ts";
import { optimize } from "./passes/index.ts";
import { trace } from "./trace.ts";
import { createTracedFunction, type TracedSession } from "./traced-function.ts";

interface CacheEntry {
  readonly key: string;
  readonly state: readonly tf.Variable[];
  readonly session: TracedSession;
}

/** The engine that traces functions into ONNX graphs and runs them with ONNX Runtime. */
export async function createOnnxEngine(threads: number): Promise<Engine> {
  const runtime = await import("onnxruntime-node");
  const { InferenceSession, Tensor } = runtime;
  const block = await measureBlock(runtime);
  const options: InferenceSession.SessionOptions = {
    executionProviders: ["cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
  };
  const cache = new Map<TensorFunction, CacheEntry[]>();
  const sessions = new Set<TracedSession>();

  async function open(fn: TensorFunction, inputs: readonly InputSpec[], state: readonly tf.Variable[]) {
    const { graph, captured } = trace(fn, inputs, state);
    const optimized = optimize(graph, block === undefined ? {} : { block });
    const session = await InferenceSession.create(encodeModel(optimized), options);
    const traced: TracedSession = { session, graph: optimized, captured, inputs };
    sessions.add(traced);
    return traced;
  }

  return {
    id: "onnx",
    threads,
    async compile(fn: TensorFunction, inputs: readonly InputSpec[], { state = [] }: CompileOptions = {}) {
      const key = inputs.map(({ shape, dtype }) => `${dtype ?? "float32"}[${shape}]`).join();
      const entries = cache.get(fn) ?? [];
      let entry = entries.find((known) => known.key === key && sameState(known.state, state) && isCurrent(known));
      if (entry === undefined) {
        entry = { key, state: [...state], session: await open(fn, inputs, state) };
        cache.set(fn, [...entries.filter(isCurrent), entry]);
      }
      return createTracedFunction(entry.session, state, Tensor);
    },
    async dispose() {
      cache.clear();
      for (const { session } of sessions) await session.release();
      sessions.clear();
    },
  };
}

const sameState = (a: readonly tf.Variable[], b: readonly tf.Variable[]) =>
  a.length === b.length && a.every((variable, i) => variable === b[i]);

/** Whether the variables that were frozen into the graph still hold the values they had. */
const isCurrent = ({ session }: CacheEntry) =>
  [...session.captured].every(([variable, dataId]) => variable.dataId === dataId && !variable.isDisposed);
