import { z } from "zod";
import { LARGEST_SIDE, MAX_CLASSES } from "./network-bounds.ts";

const channels = z.tuple([z.number(), z.number(), z.number()]).readonly();
export const normalizationSchema = z.object({
  mean: channels,
  std: channels.refine((std) => std.every((value) => value > 0)),
});
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "expected 64 hexadecimal digits");
const side = z.int().min(1).max(LARGEST_SIDE);
const name = z.string().min(1).max(200);

/** What a checkpoint says about itself beside its weights: `card.json`. Accuracies are fractions. */
export const cardSchema = z
  .object({
    schema: z.literal("ipswap-eval/checkpoint/1"),
    /** Program and version that wrote it. */
    tool: name,
    architecture: name,
    input: z.object({ height: side, width: side }),
    classes: z.array(name).min(2).max(MAX_CLASSES).readonly(),
    superclasses: z
      .object({
        names: z.array(name).min(1).max(MAX_CLASSES).readonly(),
        of: z.array(z.int().min(0)).max(MAX_CLASSES),
      })
      .optional(),
    normalization: normalizationSchema,
    data: z.object({ name, sha256 }),
    training: z.object({
      method: name,
      /** Every option of the method, defaults included. */
      options: z.record(z.string(), z.json()),
      /** The trained network that it learnt from, for methods that do. */
      teacher: z.object({ name, sha256, architecture: name, normalization: normalizationSchema }).optional(),
      /** Done after crop and flip; cards of early versions do not say. */
      augmentation: z.object({ id: name, options: z.record(z.string(), z.json()) }).optional(),
      seed: z.number(),
      epochs: z.int().min(0),
      batch: z.int().min(1),
      learningRate: z.number(),
      momentum: z.number(),
      weightDecay: z.number(),
      /** How the learning rate moves, and the optimizer; cards of early versions do not say: steps, and SGD. */
      schedule: name.optional(),
      warmup: z.number().optional(),
      optimizer: name.optional(),
      nesterov: z.boolean().optional(),
      decayVectors: z.boolean().optional(),
      clipNorm: z.number().optional(),
      dropPath: z.number().optional(),
      /** The checkpoint whose weights it started from. */
      initial: z.object({ name, sha256 }).optional(),
      /** Share of training labels that were made wrong, and how. */
      labelNoise: z.string(),
      /** Engine that trained it: its rounding is part of what the seed gives. */
      engine: z.string(),
    }),
    /** After the last epoch. `trainLoss` and `trainAccuracy` are running means over that epoch's augmented batches. */
    metrics: z.object({ trainLoss: z.number(), trainAccuracy: z.number(), testAccuracy: z.number() }),
    weights: z.object({ sha256, bytes: z.int().min(0) }),
  })
  .refine(
    ({ classes, superclasses }) =>
      superclasses === undefined ||
      (superclasses.of.length === classes.length &&
        superclasses.of.every((group) => group < superclasses.names.length)),
    { path: ["superclasses"], error: "expected one superclass for each class" },
  );

export type Card = z.infer<typeof cardSchema>;

/** A card before the weights are known. */
export type CardContent = Omit<Card, "schema" | "weights">;
