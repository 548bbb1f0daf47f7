import { z } from "zod";
import { catalogueSchema } from "./catalogue.ts";
import { checkpointShape } from "./checkpoint.ts";
import { comparisonSchema } from "./comparison.ts";
import { budgetShape, conditionSchema, unitsSchema } from "./condition.ts";
import { checkConsistent } from "./consistent-result.ts";
import { dataSchema } from "./data.ts";
import { diagnosticsSchema } from "./diagnostics.ts";
import { examplesLayoutSchema, storedFileSchema } from "./example-files.ts";
import { originShape } from "./origin.ts";
import type { Stored } from "./stored.ts";

/** Version of the result's layout. Readers refuse what they do not know. */
export const RESULT_SCHEMA = "ipswap-eval/result/2";

export const measurementSchema = z.object({
  condition: conditionSchema,
  /** Examples behind the values. */
  count: z.int().positive(),
  /** Attacks only. */
  epsilon: unitsSchema.optional(),
  /** Metric id to value, fractions; null where the examples do not define the metric. */
  values: z.record(z.string(), z.number().nullable()),
  /** Metric id to 95 % confidence interval, where there is one. */
  intervals: z.record(z.string(), z.tuple([z.number(), z.number()])),
});

export const planSchema = z.object({
  seed: z.int(),
  attacks: z.array(z.string()),
  presets: z.array(z.enum(["standard", "paper"])),
  epsilons: z.array(z.number()),
  attackLimit: z.int().positive().nullable(),
  corruptions: z.array(z.string()),
  corruptedImages: z.discriminatedUnion("from", [
    z.object({
      from: z.literal("generator"),
      constants: z.enum(["cifar", "imagenet"]),
      frostTextures: z.string(),
    }),
    z.object({ from: z.literal("files"), sha256: z.string() }),
  ]),
});

/** Reasons to doubt the robust accuracies; none is no proof that they can be trusted. */
export const reliabilitySchema = z.object({
  /** Why the network has no gradient, so that the attacks that need one were left out; null where it has one. */
  gradientUnavailable: z.string().nullable(),
  /** The attack that was looked at closely, and on how many images; null where there was none to look at. */
  probe: z.object({ attack: z.string(), ...budgetShape, count: z.int().positive() }).nullable(),
  flags: z.array(
    z.object({
      attack: z.string(),
      ...budgetShape,
      code: z.string(),
      sentence: z.string(),
      evidence: z.record(z.string(), z.number()),
    }),
  ),
});

const unsteadySchema = z.object({
  kind: z.enum(["randomised", "depends-on-batch"]),
  /** Images that were looked at several times. */
  examples: z.int().positive(),
  /** Largest difference of a logit, relative to the largest logit. */
  difference: z.number().min(0),
  /** Images whose answer changed. */
  changed: z.int().min(0),
});

export const readingSchema = z.object({
  /** How the file was read where it does not say it, and what speaks against that reading; a sentence each. */
  notes: z.array(z.string()),
  /** Where it says other things of the same images at random, or in other batches: how far apart; no figure holds then. */
  unsteady: unsteadySchema.optional(),
});

const checkpointSchema = z.object({
  ...checkpointShape,
  ...readingSchema.shape,
  measurements: z.array(measurementSchema),
  /** What lies behind the clean metrics, for diagrams. */
  diagnostics: diagnosticsSchema,
  reliability: reliabilitySchema,
  /** The per-example outcomes, laid out as `examples` says. */
  examples: storedFileSchema,
  /** Clean logits, .npy [examples, classes], in the data set's own order; `labels.npy` beside it has the labels. */
  logits: storedFileSchema,
});

/** What `safety` found; `result.json`. Values are fractions. Nothing in it depends on when or how fast it was made. */
export const resultSchema = z
  .object({
    schema: z.literal(RESULT_SCHEMA),
    ...originShape,
    plan: planSchema,
    data: dataSchema,
    catalogue: catalogueSchema,
    /** What is to be known about the attacks as they were configured, before their figures are believed. */
    warnings: z.array(z.object({ attack: z.string(), ...budgetShape, code: z.string(), sentence: z.string() })),
    examples: examplesLayoutSchema,
    checkpoints: z.array(checkpointSchema).min(1),
    /** Each checkpoint after the first against the first. */
    comparisons: z.array(comparisonSchema),
  })
  .superRefine((result, context) => checkConsistent(result, context));

export type Result = Stored<typeof resultSchema>;
export type CheckpointResult = Stored<typeof checkpointSchema>;
export type Reading = Stored<typeof readingSchema>;
export type Reliability = Stored<typeof reliabilitySchema>;
export type Measurement = Stored<typeof measurementSchema>;
