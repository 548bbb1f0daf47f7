import type { Tensor } from "@tensorflow/tfjs-core";
import type { TapHook } from "../../network/tap.ts";

/** How PyTorch's layout of a weight becomes TensorFlow.js': axes in their new order. */
export type Arrangement = "as-is" | "convolution" | "depthwise" | "linear";

/** A weight that an architecture needs, in PyTorch's names and layout. */
export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly arrange: Arrangement;
}

/** What a layer computes with, beside its input. */
export interface Run {
  /** A weight, arranged for TensorFlow.js. */
  weight(name: string): Tensor;
  /** Is told of every layer with a name, by PyTorch's path of the module. */
  readonly hook: TapHook | undefined;
}

/**
 * A piece of a network with PyTorch's meaning in TensorFlow.js functions: it says which weights it needs, and computes.
 * Images are [batch, height, width, channels]; inference only, so dropout is nothing and batch normalisation is fixed.
 */
export interface Layer {
  readonly weights: readonly WeightSpec[];
  apply(input: Tensor, run: Run): Tensor;
}
