import type * as tf from "@tensorflow/tfjs-core";
import type { InferenceSession } from "onnxruntime-node";
import { measureBlock } from "./block-size.ts";
import { openDevice } from "./device.ts";
import type { CompiledFunction, CompileOptions, DeviceId, Engine, InputSpec, TensorFunction } from "./engine.ts";
import { encodeModel } from "./onnx/encode.ts";
import { optimize } from "./passes/index.ts";
import { createPooledFunction } from "./pooled-function.ts";
import { createSessionPool } from "./session-pool.ts";
import { type Trace, trace } from "./trace.ts";
import { createTracedFunction } from "./traced-function.ts";

/**
 * Operations of a graph that ONNX Runtime still optimises: what that takes grows with their square. Networks have some
 * thousands, gradients included.
 */
const MAX_OPTIMIZED = 10_000;

/** Bytes of a graph, its weights above all, that every thread may load for itself, all threads together. */
const MOST_COPIED = 2 ** 30;

/** A graph that ONNX Runtime has loaded, on all threads or one for each. */
interface Loaded {
  readonly captured: Trace["captured"];
  use(onDispose: () => Promise<void>): CompiledFunction;
  release(): Promise<void>;
}

interface CacheEntry {
  readonly key: string;
  readonly state: readonly tf.Variable[];
  readonly loaded: Loaded;
  /** Compiled functions that use the session and are not disposed. */
  users: number;
}

/**
 * The engine that traces functions into ONNX graphs and runs them with ONNX Runtime: functions with state, training steps,
 * in one session that computes on all threads; those without on a session for each thread, so that independent calls run
 * side by side. The results are the same to the bit.
 */
export async function createOnnxEngine(threads: number, wanted: DeviceId = "cpu"): Promise<Engine> {
  const runtime = await import("onnxruntime-node");
  const { InferenceSession, Tensor } = runtime;
  const device = await openDevice(wanted, runtime);
  const onProcessor = device.id === "cpu";
  // The blocked layout is the processor's.
  const block = onProcessor ? await measureBlock(runtime) : undefined;
  const options: InferenceSession.SessionOptions = {
    executionProviders: onProcessor ? ["cpu"] : [device.id, "cpu"],
    interOpNumThreads: 1,
    executionMode: "sequential",
    // Errors only: warnings about the graph are for its author.
    logSeverityLevel: 3,
  };
  // One GPU is one queue: sessions side by side would wait for each other.
  const pool = onProcessor ? createSessionPool(threads) : undefined;
  const cache = new Map<TensorFunction, CacheEntry[]>();
  const opened = new Set<CacheEntry>();

  async function open(
    fn: TensorFunction,
    inputs: readonly InputSpec[],
    state: readonly tf.Variable[],
  ): Promise<Loaded> {
    const { graph: traced, captured } = trace(fn, inputs, state);
    const graph = optimize(traced, block === undefined ? {} : { block });
    const graphOptimizationLevel = graph.operations.length > MAX_OPTIMIZED ? "disabled" : "all";
    const model = encodeModel(graph);
    if (pool !== undefined && state.length === 0 && model.length * threads <= MOST_COPIED) {
      const outputs = graph.outputs.map(({ name }) => name);
      const session = await pool.open(model, outputs, { ...options, intraOpNumThreads: 1, graphOptimizationLevel });
      return {
        captured,
        use: (onDispose) => createPooledFunction(session, graph, inputs, onDispose),
        release: async () => session.release(),
      };
    }
    const session = await InferenceSession.create(model, {
      ...options,
      intraOpNumThreads: threads,
      graphOptimizationLevel,
    });
    return {
      captured,
      use: (onDispose) => createTracedFunction({ session, graph, inputs }, state, Tensor, onDispose),
      release: () => session.release(),
    };
  }

  /** Lets go of a session that no compiled function uses any more, and of the function that it was traced from. */
  async function releaseIfUnused(entry: CacheEntry, fn: TensorFunction): Promise<void> {
    if (entry.users > 0 || !opened.delete(entry)) return;
    const others = (cache.get(fn) ?? []).filter((other) => other !== entry);
    if (others.length > 0) cache.set(fn, others);
    else cache.delete(fn);
    await entry.loaded.release();
  }

  return {
    id: "onnx",
    name: onProcessor ? "onnx" : `onnx (${device.id})`,
    threads,
    sessions: pool?.sessions ?? 1,
    notes: device.notes,
    async compile(fn: TensorFunction, inputs: readonly InputSpec[], { state = [] }: CompileOptions = {}) {
      const key = inputs.map(({ shape, dtype }) => `${dtype ?? "float32"}[${shape}]`).join();
      const current = (cache.get(fn) ?? []).filter(isCurrent);
      let entry = current.find((candidate) => candidate.key === key && sameState(candidate.state, state));
      if (entry === undefined) {
        entry = { key, state: [...state], loaded: await open(fn, inputs, state), users: 0 };
        opened.add(entry);
        current.push(entry);
      }
      cache.set(fn, current);
      entry.users++;
      const used = entry;
      return used.loaded.use(async () => {
        used.users--;
        await releaseIfUnused(used, fn);
      });
    },
    async dispose() {
      cache.clear();
      const all = [...opened];
      opened.clear();
      for (const { loaded } of all) await loaded.release();
      await pool?.close();
    },
  };
}

const sameState = (a: readonly tf.Variable[], b: readonly tf.Variable[]) =>
  a.length === b.length && a.every((variable, i) => variable === b[i]);

/** Whether the variables that were frozen into the graph still hold the values they had. */
const isCurrent = ({ loaded }: CacheEntry) =>
  [...loaded.captured].every(([variable, dataId]) => variable.dataId === dataId && !variable.isDisposed);
