import type { DataType, Tensor, Variable } from "@tensorflow/tfjs-core";

/** `onnx`: traced into ONNX Runtime (default). `tensorflow`: tfjs-node(-gpu), eager. `cpu`: the reference, eager. */
export const ENGINE_IDS = ["onnx", "tensorflow", "cpu"] as const;
export type EngineId = (typeof ENGINE_IDS)[number];

/** Where the engine `onnx` computes. `auto`: `webgpu` where there is a GPU, else the processor. */
export const DEVICE_IDS = ["cpu", "auto", "webgpu", "cuda"] as const;
export type DeviceId = (typeof DEVICE_IDS)[number];

/** Shape and type of one input of a compiled function. Shapes are static: one compilation per shape. */
export interface InputSpec {
  readonly shape: readonly number[];
  /** Default `float32`. */
  readonly dtype?: Extract<DataType, "float32" | "int32">;
}

/**
 * A function written against the TensorFlow.js API: tensors in, tensors out. It must be pure except for assigning
 * the variables listed as state. Randomness comes in as an input.
 */
export type TensorFunction = (...inputs: Tensor[]) => Tensor | readonly Tensor[];

export interface CompileOptions {
  /**
   * Variables that the function may assign (weights, optimiser slots, moving averages). Their values when `compile`
   * is called are the initial state; afterwards the state lives in the compiled function until `readState`.
   * Variables not listed are constants, whose values are frozen at compile time; compiling again once they have
   * changed gives a new function. Variables have to exist before: the function cannot create any.
   */
  readonly state?: readonly Variable[];
}

/**
 * A function ready to run on an engine. With state, calls are made one after the other; without, as many run side by side
 * as the engine has sessions.
 */
export interface CompiledFunction {
  /** Outputs in the order the function returned them, row-major. Inputs are not modified nor kept. */
  run(...inputs: readonly (Float32Array | Int32Array)[]): Promise<Float32Array[]>;
  /** Current values of the state variables, in the order they were listed; copies. */
  readState(): Promise<Float32Array[]>;
  /** Replaces the state. */
  writeState(values: readonly Float32Array[]): Promise<void>;
  dispose(): Promise<void>;
}

/** The one place that knows how numbers are computed. */
export interface Engine {
  readonly id: EngineId;
  /** The id, and the device where that is not the processor: `tensorflow (gpu)`. Decides the last digits of figures. */
  readonly name: string;
  readonly threads: number;
  /** Calls of functions without state that run side by side; whoever makes fewer at a time leaves threads idle. */
  readonly sessions: number;
  /** What a user should know of how it computes here; a sentence each. */
  readonly notes: readonly string[];
  /**
   * Compiles `fn` for these input shapes. Compiling it for the same shapes again costs nothing while an earlier one is
   * in use; what it holds is released when the last of them is disposed.
   */
  compile(fn: TensorFunction, inputs: readonly InputSpec[], options?: CompileOptions): Promise<CompiledFunction>;
  /** Releases every compiled function. */
  dispose(): Promise<void>;
}
