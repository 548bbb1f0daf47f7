import type { Random } from "../core/random.ts";
import type { Batch } from "./batch.ts";
import type { TrainingProgress } from "./schedule.ts";

/** What a method's state is made for. */
export interface StateSize {
  /** Images of the training set. */
  readonly examples: number;
  /** Class of each. */
  readonly labels: Int32Array;
  readonly classes: number;
  /** Examples in a batch. */
  readonly batch: number;
}

/**
 * What a training method carries from step to step beside the weights, such as soft labels that it collects. It lives in
 * JavaScript: it gives inputs to a step's loss, and takes in the logits of the step.
 */
export interface MethodState {
  /** Shapes of what `inputs` gives. */
  readonly shapes: readonly (readonly number[])[];
  /**
   * What the loss of the next step is given, row-major.
   *
   * @param random named after the step
   */
  inputs(batch: Batch, progress: TrainingProgress, random: Random): readonly Float32Array[];
  /**
   * Takes in a finished step.
   *
   * @param logits of the batch's first branch, before the step changed the weights, row-major [count, classes]
   */
  update(batch: Batch, logits: Float32Array): void;
  endEpoch(): void;
  /** Everything that a resumed run needs, in the same memory. */
  readonly values: readonly Float32Array[];
}

/** The state of a method that carries nothing. */
export const NO_STATE: MethodState = {
  shapes: [],
  inputs: () => [],
  update() {},
  endEpoch() {},
  values: [],
};
