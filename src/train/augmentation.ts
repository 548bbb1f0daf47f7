import type { z } from "zod";
import type { Random } from "../core/random.ts";
import type { Batch } from "./batch.ts";
import { type OptionValues, parseOptions } from "./options.ts";

/** An augmentation after crop and flip, which any training method can be combined with. */
export interface Augmentation<Id extends string = string> {
  readonly id: Id;
  readonly title: string;
  readonly source: string;
  readonly options: z.ZodObject;
  /** @throws InputError on options that do not fit, naming one */
  configure(given: Readonly<Record<string, unknown>>): ConfiguredAugmentation;
}

/** An augmentation with its options set. */
export interface ConfiguredAugmentation {
  readonly id: string;
  /** Whether it mixes images of a batch with each other, and their targets. */
  readonly mixes: boolean;
  /** Every option, defaults included. */
  readonly options: OptionValues;
  /**
   * Changes images and targets in place. Where a batch has several branches, one set of targets has to fit them all.
   *
   * @param targets row-major [count, classes]
   * @param random named after the step
   */
  apply(batch: Batch, targets: Float32Array, random: Random): void;
}

/** An augmentation as its file writes it. */
interface AugmentationDefinition<Id extends string, Schema extends z.ZodObject> {
  readonly id: Id;
  readonly title: string;
  readonly source: string;
  readonly mixes: boolean;
  /** Each with `.meta({ value, description })`: the command line's options come from here. */
  readonly options: Schema;
  apply(batch: Batch, targets: Float32Array, options: z.output<Schema>, random: Random): void;
}

/** Makes an augmentation from its definition. */
export function defineAugmentation<const Id extends string, Schema extends z.ZodObject>(
  definition: AugmentationDefinition<Id, Schema>,
): Augmentation<Id> {
  const { id, title, source, mixes } = definition;
  return {
    id,
    title,
    source,
    options: definition.options,
    configure(given) {
      const options = parseOptions(definition.options, given);
      return {
        id,
        mixes,
        options: options as OptionValues,
        apply: (batch, targets, random) => definition.apply(batch, targets, options, random),
      };
    },
  };
}
