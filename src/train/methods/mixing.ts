import type { z } from "zod";
import type { Random } from "../../core/random.ts";
import { crossEntropy } from "../cross-entropy.ts";
import { type Batch, defineMethod, type MethodFactory } from "../method.ts";

/**
 * An augmentation that mixes or erases, on one branch or on both: it changes the images in place and returns the
 * targets. On two branches it must treat them so that one set of targets fits both.
 */
export interface Mixing<Schema extends z.ZodObject = z.ZodObject> {
  readonly options: Schema;
  mix(batch: Batch, options: z.output<Schema>, random: Random): Float32Array;
}

/** A mixing augmentation on its own, with cross-entropy. */
export function mixingMethod<Schema extends z.ZodObject>({ options, mix }: Mixing<Schema>): MethodFactory {
  return defineMethod({
    options,
    sampler: "single",
    prepare: (batch, given, random) => mix(batch, given, random),
    loss: ([logits], targets) => crossEntropy(logits, targets),
  });
}
