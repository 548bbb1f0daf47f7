import type { Scalar, Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import type { z } from "zod";
import type { Random } from "../core/random.ts";
import type { Batch } from "./batch.ts";
import { type MethodState, NO_STATE, type StateSize } from "./method-state.ts";
import { oneHotTargets } from "./one-hot.ts";
import { type OptionValues, parseOptions } from "./options.ts";
import type { PartSizes, Parts, PartsInUse } from "./parts.ts";
import { SAMPLERS, type SamplerId } from "./sampler.ts";
import type { TrainingProgress } from "./schedule.ts";

/** What the loss of a step is computed from. */
interface LossInputs {
  /** Logits of each branch that went through the network, [count, classes]. */
  readonly logits: readonly Tensor2D[];
  /** What the examples should be recognised as, [count, classes]. */
  readonly targets: Tensor2D;
  /** The teacher's logits of the first branch, [count, classes], where the method learns from one; else none. */
  readonly teacher: readonly Tensor2D[];
  /** Of each branch the features that the method asks for. */
  readonly features: readonly (readonly Tensor[])[];
  /** The same of the teacher, of the first branch. */
  readonly teacherFeatures: readonly Tensor[];
  /** What the method's state gave for this step. */
  readonly state: readonly Tensor[];
  /** What the method trains or keeps beside the network. */
  readonly parts: PartsInUse;
  /** The network's last layer, which makes logits [n, classes] of features [n, features]. */
  classify(features: Tensor2D): Tensor2D;
}

/** The loss of a step, in TensorFlow.js functions. */
export type Loss = (inputs: LossInputs) => Scalar;

/**
 * How the branches of a batch go through the network:
 * - `together`: as one batch, with one batch normalisation
 * - `first`: the first alone; the others only lend their pixels
 * - `separately`: each as a batch of its own, one after the other
 * - `second-without-gradient`: the same, and the second branch's logits are constants for the gradient
 */
export type ForwardPasses = "together" | "first" | "separately" | "second-without-gradient";

/**
 * Activations inside a network that a loss compares:
 * - `pooled`: the features that the classifier sees, [count, features]
 * - `last-spatial`: the map before they are averaged, [count, height, width, channels]
 * - `stages`: the map at the end of each stage, in order
 */
export type FeatureKind = "pooled" | "last-spatial" | "stages";

/** A training method: how a network learns from images and labels. */
export interface Method<Id extends string = string> {
  readonly id: Id;
  readonly title: string;
  readonly source: string;
  readonly options: z.ZodObject;
  /**
   * Sets the options that a user gave and loads TensorFlow.js.
   *
   * @throws InputError on options that do not fit, naming one
   */
  configure(given: Readonly<Record<string, unknown>>): Promise<ConfiguredMethod>;
}

/** A training method with its options set. */
export interface ConfiguredMethod {
  readonly id: string;
  /** Which images make up an example of a batch. */
  readonly sampler: SamplerId;
  readonly forward: ForwardPasses;
  /** The features that the loss compares, if any. */
  readonly features: FeatureKind | undefined;
  /** Whether it needs a trained network to learn from. */
  readonly learnsFromTeacher: boolean;
  /** Every option, defaults included. */
  readonly options: OptionValues;
  /** What it keeps or trains beside the network, in words; `none`. */
  readonly keeps: string;
  /** Whether it works on images that were mixed with each other: not where it collects what it learns of each. */
  readonly mixable: boolean;
  /**
   * What the examples should be recognised as, before an augmentation mixes them: row-major [count, classes], the same
   * for every branch.
   */
  targets(batch: Batch, random: Random): Float32Array;
  /** Changes the images in place, after an augmentation. */
  changeImages(batch: Batch, random: Random, progress: TrainingProgress): void;
  createState(size: StateSize): MethodState;
  createParts(sizes: PartSizes): Promise<Parts>;
  readonly loss: Loss;
}

/** A method as its file writes it. All randomness comes from `random`, which is named after the step. */
interface MethodDefinition<Id extends string, Schema extends z.ZodObject> {
  readonly id: Id;
  readonly title: string;
  readonly source: string;
  readonly sampler: SamplerId;
  /** Default: together. */
  readonly forward?: ForwardPasses;
  /** Default: none. */
  readonly features?: FeatureKind | ((options: z.output<Schema>) => FeatureKind | undefined);
  /** Default: false. */
  readonly learnsFromTeacher?: boolean;
  /** What it keeps or trains beside the network, in words. Default: none. */
  readonly keeps?: string;
  /** Default: true. */
  readonly mixable?: boolean;
  /** Each with `.meta({ value, description })`: the command line's options come from here. */
  readonly options: Schema;
  /** Default: 1 at the label, 0 elsewhere. */
  targets?(batch: Batch, options: z.output<Schema>, random: Random): Float32Array;
  /** Default: nothing. */
  changeImages?(batch: Batch, options: z.output<Schema>, random: Random, progress: TrainingProgress): void;
  /** Default: none. */
  createState?(size: StateSize, options: z.output<Schema>): MethodState;
  /** What it trains or keeps beside the network. Default: nothing. */
  createParts?(sizes: PartSizes, options: z.output<Schema>): Promise<Parts>;
  /**
   * Makes the loss. Default: the first branch's cross-entropy with the targets. A method's file imports TensorFlow.js
   * in here and nowhere else, because help reads the file for its options.
   */
  loss?(options: z.output<Schema>): Promise<Loss>;
}

/** Makes a method from its definition. */
export function defineMethod<const Id extends string, Schema extends z.ZodObject>(
  definition: MethodDefinition<Id, Schema>,
): Method<Id> {
  const { id, title, source, sampler, forward = "together", learnsFromTeacher = false, mixable = true } = definition;
  return {
    id,
    title,
    source,
    options: definition.options,
    async configure(given) {
      const options = parseOptions(definition.options, given);
      return {
        id,
        sampler,
        forward,
        features: typeof definition.features === "function" ? definition.features(options) : definition.features,
        learnsFromTeacher,
        mixable,
        keeps: definition.keeps ?? "none",
        options: options as OptionValues,
        targets: (batch, random) => definition.targets?.(batch, options, random) ?? oneHotTargets(batch),
        changeImages: (batch, random, progress) => definition.changeImages?.(batch, options, random, progress),
        createState: (size) => definition.createState?.(size, options) ?? NO_STATE,
        createParts: async (sizes) => (await definition.createParts?.(sizes, options)) ?? {},
        loss: await (definition.loss ?? crossEntropyLoss)(options),
      };
    },
  };
}

async function crossEntropyLoss(): Promise<Loss> {
  const { crossEntropy } = await import("./cross-entropy.ts");
  return ({ logits: [logits], targets }) => crossEntropy(logits, targets);
}

/** Branches of a batch that go through the network in a step. */
export function networkBranches({ sampler, forward }: Pick<ConfiguredMethod, "sampler" | "forward">): number {
  return forward === "first" ? 1 : SAMPLERS[sampler].branches;
}
