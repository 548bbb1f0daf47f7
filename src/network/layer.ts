import type { Tensor } from "@tensorflow/tfjs-core";
import type { Form } from "./form.ts";
import type { TapHook } from "./tap.ts";
import type { WeightSpec } from "./weight.ts";

/** What a layer computes with, beside its input. */
export interface Run {
  /** A weight in TensorFlow.js' layout, by its name. */
  weight(name: string): Tensor;
  /** Is told of every layer that has a name, by that name. */
  readonly hook?: TapHook | undefined;
  /**
   * Present in training: batch normalisation then works with the batch's own mean and variance, and hands them over
   * under the names of the averages that inference works with.
   */
  readonly noteStatistics?: ((name: string, value: Tensor) => void) | undefined;
  /** Present in training with stochastic depth: the next draw of it. */
  readonly drawDrop?: (() => DropDraw) | undefined;
}

/** What decides for which images of a batch a block is left out. */
export interface DropDraw {
  /** Uniform in [0, 1), [batch]. */
  readonly uniform: Tensor;
  /** Probability that the last block is left out. */
  readonly rate: number;
}

/**
 * A piece of a network with PyTorch's meaning, in TensorFlow.js functions: it says which weights it needs, and computes.
 * The same description serves inference, gradients, training and other programs' files. Images are
 * [batch, height, width, channels]. Dropout is nothing, in training too.
 */
export interface Layer {
  readonly weights: readonly WeightSpec[];
  apply(input: Tensor, run: Run): Tensor;
  /**
   * Writes the layer as another program's, where it can be.
   *
   * @param name what `named` calls it
   */
  write?<Value>(input: Value, form: Form<Value>, name: string | undefined): Value;
}
