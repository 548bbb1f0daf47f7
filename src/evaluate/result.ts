import { z } from "zod";
import { CONSTANT_SETS } from "../../corruptions/index.ts";

/** Version of the result's layout. Readers refuse what they do not know. */
export const RESULT_SCHEMA = "ipswap-eval/result/1";

const conditionSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("clean") }),
  z.object({
    kind: z.literal("attack"),
    id: z.string(),
    space: z.enum(["pixel", "normalized"]),
    epsilon: z.number().nonnegative(),
  }),
  z.object({ kind: z.literal("corruption"), id: z.string(), severity: z.literal([1, 2, 3, 4, 5]) }),
]);

export const measurementSchema = z.object({
  condition: conditionSchema,
  /** Examples behind the values. */
  count: z.number().int().positive(),
  /** Metric id to value, fractions; null where the examples do not define the metric. */
  values: z.record(z.string(), z.number().nullable()),
  /** Metric id to 95 % confidence interval, where there is one. */
  intervals: z.record(z.string(), z.tuple([z.number(), z.number()])),
});

const planSchema = z.object({
  seed: z.number().int(),
  attacks: z.array(z.string()),
  presets: z.array(z.enum(["standard", "paper"])),
  epsilons: z.array(z.number()),
  attackLimit: z.number().int().positive().nullable(),
  corruptions: z.array(z.string()),
  corruptedImages: z.discriminatedUnion("from", [
    z.object({ from: z.literal("generator"), constants: z.enum(CONSTANT_SETS), frostTextures: z.string() }),
    z.object({ from: z.literal("files"), sha256: z.string() }),
  ]),
});

const budgetSchema = { attack: z.string(), space: z.enum(["pixel", "normalized"]), epsilon: z.number().nonnegative() };

/** Reasons to doubt the robust accuracies; none is no proof that they can be trusted. */
export const reliabilitySchema = z.object({
  /** Why the network has no gradient, so that the attacks that need one were left out; null where it has one. */
  gradientUnavailable: z.string().nullable(),
  /** The attack that was looked at closely, and on how many images; null where there was none to look at. */
  probe: z.object({ ...budgetSchema, count: z.number().int().positive() }).nullable(),
  flags: z.array(
    z.object({
      ...budgetSchema,
      code: z.string(),
      sentence: z.string(),
      evidence: z.record(z.string(), z.number()),
    }),
  ),
});

const checkpointSchema = z.object({
  name: z.string(),
  sha256: z.string(),
  architecture: z.string(),
  normalization: z.object({ mean: z.array(z.number()).length(3), std: z.array(z.number()).length(3) }),
  /** What the file's own output is. */
  output: z.enum(["logits", "probabilities"]),
  /** Size that images are resized to in front of the network, where it works on larger ones. */
  resizedTo: z.object({ height: z.number().int().positive(), width: z.number().int().positive() }).optional(),
  measurements: z.array(measurementSchema),
  reliability: reliabilitySchema,
});

/** What `safety` found; `result.json`. Values are fractions. Nothing in it depends on when or how fast it was made. */
export const resultSchema = z.object({
  schema: z.literal(RESULT_SCHEMA),
  tool: z.object({ name: z.literal("ipswap-eval"), version: z.string() }),
  plan: planSchema,
  engine: z.string(),
  data: z.object({
    name: z.string(),
    split: z.enum(["train", "test"]),
    count: z.number().int().positive(),
    classes: z.array(z.string()),
    sha256: z.string(),
    /** What of the data was left out, and how it was read where programs differ, a sentence each. */
    notes: z.array(z.string()),
  }),
  checkpoints: z.array(checkpointSchema).min(1),
});

export type Result = z.infer<typeof resultSchema>;
export type CheckpointResult = z.infer<typeof checkpointSchema>;
export type Reliability = z.infer<typeof reliabilitySchema>;
export type Measurement = z.infer<typeof measurementSchema>;
