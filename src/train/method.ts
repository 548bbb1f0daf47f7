import type { Scalar, Tensor2D } from "@tensorflow/tfjs-core";
import type { z } from "zod";
import type { Random } from "../core/random.ts";
import type { Batch } from "./batch.ts";
import { oneHotTargets } from "./one-hot.ts";
import { type OptionValues, parseOptions } from "./options.ts";
import { SAMPLERS, type SamplerId } from "./sampler.ts";
import type { TrainingProgress } from "./schedule.ts";

/** The loss of a step in TensorFlow.js functions: logits [count, classes] of each branch against the targets. */
export type Loss = (logits: readonly Tensor2D[], targets: Tensor2D) => Scalar;

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
  /** Branches that go through the network: all, or the first where the others only lend their pixels. */
  readonly learnsFrom: "all" | "first";
  /** Every option, defaults included. */
  readonly options: OptionValues;
  /**
   * What the examples should be recognised as, before an augmentation mixes them: row-major [count, classes], the same
   * for every branch.
   */
  targets(batch: Batch, random: Random): Float32Array;
  /** Changes the images in place, after an augmentation. */
  changeImages(batch: Batch, random: Random, progress: TrainingProgress): void;
  readonly loss: Loss;
}

/** A method as its file writes it. All randomness comes from `random`, which is named after the step. */
interface MethodDefinition<Id extends string, Schema extends z.ZodObject> {
  readonly id: Id;
  readonly title: string;
  readonly source: string;
  readonly sampler: SamplerId;
  /** Default: all. */
  readonly learnsFrom?: ConfiguredMethod["learnsFrom"];
  /** Each with `.meta({ value, description })`: the command line's options come from here. */
  readonly options: Schema;
  /** Default: 1 at the label, 0 elsewhere. */
  targets?(batch: Batch, options: z.output<Schema>, random: Random): Float32Array;
  /** Default: nothing. */
  changeImages?(batch: Batch, options: z.output<Schema>, random: Random, progress: TrainingProgress): void;
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
  const { id, title, source, sampler, learnsFrom = "all" } = definition;
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
        learnsFrom,
        options: options as OptionValues,
        targets: (batch, random) => definition.targets?.(batch, options, random) ?? oneHotTargets(batch),
        changeImages: (batch, random, progress) => definition.changeImages?.(batch, options, random, progress),
        loss: await (definition.loss ?? crossEntropyLoss)(options),
      };
    },
  };
}

async function crossEntropyLoss(): Promise<Loss> {
  const { crossEntropy } = await import("./cross-entropy.ts");
  return ([logits], targets) => crossEntropy(logits, targets);
}

/** Branches of a batch that go through the network in a step. */
export function networkBranches({ sampler, learnsFrom }: ConfiguredMethod): number {
  return learnsFrom === "first" ? 1 : SAMPLERS[sampler].branches;
}
