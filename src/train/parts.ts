import type { Tensor } from "@tensorflow/tfjs-core";
import type { Random } from "../core/random.ts";
import type { Layer } from "../network/layer.ts";

/** What a method's parts are made for. */
export interface PartSizes {
  readonly classes: number;
  /** Images of the training set. */
  readonly examples: number;
  /** Shapes of the features that the method compares, of one image: maps [height, width, channels], or [features]. */
  readonly features: readonly (readonly number[])[];
  /** The same of the teacher. */
  readonly teacherFeatures: readonly (readonly number[])[];
}

/** Numbers that a method keeps from step to step where the network's weights are kept. */
export interface Memory {
  readonly shape: readonly number[];
  /** One of its first numbers. */
  first(random: Random): number;
}

/**
 * What a method trains or keeps beside the network, such as heads in the middle of it: learnt with the network's
 * optimizer, saved with the run's state, and no part of the checkpoint.
 */
export interface Parts {
  /** By name; a name is the prefix of the weights' names, so that each is there once. */
  readonly layers?: Readonly<Record<string, Layer>>;
  readonly memories?: Readonly<Record<string, Memory>>;
}

/** Parts as a loss works with them. */
export interface PartsInUse {
  /** The layer of this name, in training mode. */
  apply(name: string, input: Tensor): Tensor;
  /** What the memory of this name held before the step. */
  recall(name: string): Tensor;
  /** Replaces it, from the next step on. */
  remember(name: string, value: Tensor): void;
}
