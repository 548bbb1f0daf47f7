import type { Tensor } from "@tensorflow/tfjs-core";

/** How PyTorch's layout of a weight becomes TensorFlow.js': axes in their new order. */
export type Arrangement = "as-is" | "convolution" | "depthwise" | "linear";

/** A weight that an architecture needs, in PyTorch's names and layout. */
export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly arrange: Arrangement;
}

/** Looks up a weight, arranged for TensorFlow.js. */
export type WeightLookup = (name: string) => Tensor;

/**
 * A piece of a network with PyTorch's meaning in TensorFlow.js functions: it says which weights it needs, and computes.
 * Images are [batch, height, width, channels]; inference only, so dropout is nothing and batch normalisation is fixed.
 */
export interface Layer {
  readonly weights: readonly WeightSpec[];
  apply(input: Tensor, weight: WeightLookup): Tensor;
}
