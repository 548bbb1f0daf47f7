import type { InferenceSession } from "onnxruntime-node";

/** Values of one input of a graph. */
export interface Feed {
  readonly name: string;
  readonly data: Float32Array | Int32Array;
  readonly shape: readonly number[];
}

/** What a thread is asked: to run a graph, or, without inputs, to load it. */
export interface SessionTask {
  readonly graph: number;
  /** The encoded graph, in memory that all threads share. */
  readonly model: Uint8Array;
  readonly options: InferenceSession.SessionOptions;
  /** Graphs that somebody still uses. */
  readonly inUse: readonly number[];
  readonly inputs?: readonly Feed[];
  /** Names, in the order that they are wanted in. */
  readonly outputs: readonly string[];
}

export type SessionAnswer = { readonly outputs: readonly Float32Array[] } | { readonly failed: string };
