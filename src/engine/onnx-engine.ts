import type * as tf from "@tensorflow/tfjs-core";
import type { InferenceSession } from "onnxruntime-node";
import { measureBlock } from "./block-size.ts";
import type { CompileOptions, Engine, InputSpec, TensorFunction } from "./engine.ts";
import { encodeModel } from "./onnx/encode.ts";
import { optimize } from "./passes/index.ts";
import { trace } from "./trace.ts";
import { createTracedFunction, type TracedSession } from "./traced-function.ts";

/**
 * Operations of a graph that ONNX Runtime still optimises: what that takes grows with their square. Networks have some
 * thousands, gradients included.
 */
const MAX_OPTIMIZED = 10_000;

interface CacheEntry {
  readonly key: string;
  readonly state: readonly tf.Variable[];
  readonly session: TracedSession;
  /** Compiled functions that use the session and are not disposed. */
  users: number;
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
    // Errors only: warnings about the graph are for its author.
    logSeverityLevel: 3,
  };
  const cache = new Map<TensorFunction, CacheEntry[]>();
  const opened = new Set<CacheEntry>();

  async function open(fn: TensorFunction, inputs: readonly InputSpec[], state: readonly tf.Variable[]) {
    const { graph, captured } = trace(fn, inputs, state);
    const optimized = optimize(graph, block === undefined ? {} : { block });
    const graphOptimizationLevel = optimized.operations.length > MAX_OPTIMIZED ? "disabled" : "all";
    const session = await InferenceSession.create(encodeModel(optimized), { ...options, graphOptimizationLevel });
    return { session, graph: optimized, captured, inputs };
  }

  /** Lets go of a session that no compiled function uses any more, and of the function that it was traced from. */
  async function releaseIfUnused(entry: CacheEntry, fn: TensorFunction): Promise<void> {
    if (entry.users > 0 || !opened.delete(entry)) return;
    const others = (cache.get(fn) ?? []).filter((other) => other !== entry);
    if (others.length > 0) cache.set(fn, others);
    else cache.delete(fn);
    await entry.session.session.release();
  }

  return {
    id: "onnx",
    name: "onnx",
    threads,
    notes: [],
    async compile(fn: TensorFunction, inputs: readonly InputSpec[], { state = [] }: CompileOptions = {}) {
      const key = inputs.map(({ shape, dtype }) => `${dtype ?? "float32"}[${shape}]`).join();
      const current = (cache.get(fn) ?? []).filter(isCurrent);
      let entry = current.find((candidate) => candidate.key === key && sameState(candidate.state, state));
      if (entry === undefined) {
        entry = { key, state: [...state], session: await open(fn, inputs, state), users: 0 };
        opened.add(entry);
        current.push(entry);
      }
      cache.set(fn, current);
      entry.users++;
      const used = entry;
      return createTracedFunction(entry.session, state, Tensor, async () => {
        used.users--;
        await releaseIfUnused(used, fn);
      });
    },
    async dispose() {
      cache.clear();
      const all = [...opened];
      opened.clear();
      for (const { session } of all) await session.session.release();
    },
  };
}

const sameState = (a: readonly tf.Variable[], b: readonly tf.Variable[]) =>
  a.length === b.length && a.every((variable, i) => variable === b[i]);

/** Whether the variables that were frozen into the graph still hold the values they had. */
const isCurrent = ({ session }: CacheEntry) =>
  [...session.captured].every(([variable, dataId]) => variable.dataId === dataId && !variable.isDisposed);
