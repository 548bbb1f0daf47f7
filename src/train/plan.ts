import { z } from "zod";
import { normalizationSchema } from "../core/card.ts";
import { dynamicsSchema } from "./dynamics-record.ts";
import { OPTIMIZER_IDS } from "./optimizer-ids.ts";

/** Everything that a training run's result depends on. Equal plans give equal weights. */
export const planSchema = z.object({
  /** Program and version. */
  tool: z.string(),
  engine: z.string(),
  method: z.string(),
  options: z.record(z.string(), z.json()),
  /** After crop and flip. */
  augmentation: z.object({ id: z.string(), options: z.record(z.string(), z.json()) }),
  /** The trained network that it learns from, where the method does. */
  teacher: z
    .object({ name: z.string(), sha256: z.string(), architecture: z.string(), normalization: normalizationSchema })
    .optional(),
  architecture: z.string(),
  data: z.object({ name: z.string(), train: z.string(), test: z.string() }),
  labelNoise: z.string(),
  epochs: z.int().min(1),
  batch: z.int().min(1),
  learningRate: z.number().gt(0),
  schedule: z.string(),
  /** Epochs over which the learning rate rises at the start. */
  warmup: z.number().min(0),
  optimizer: z.enum(OPTIMIZER_IDS),
  /** Of SGD. */
  momentum: z.number().min(0).lt(1),
  nesterov: z.boolean(),
  weightDecay: z.number().min(0),
  decayVectors: z.boolean(),
  clipNorm: z.number().gt(0).optional(),
  /** Probability that the last block is left out for an image. */
  dropPath: z.number().min(0).lt(1),
  /** The checkpoint whose weights training starts from. */
  initial: z.object({ name: z.string(), sha256: z.string() }).optional(),
  seed: z.number(),
  /** The test split is measured after every so many epochs, and after the last. */
  testEvery: z.int().min(1),
  /** Whether gradients and the distance within pairs are looked at after every epoch. */
  dynamics: z.literal(true).optional(),
});

export type TrainingPlan = z.infer<typeof planSchema>;

/** One line of `log.jsonl`. Epochs count from 1; loss and accuracy are means over the epoch's augmented batches. */
export const recordSchema = z.object({
  epoch: z.int(),
  learningRate: z.number(),
  loss: z.number(),
  accuracy: z.number(),
  testAccuracy: z.number().optional(),
  /** Where the run was asked for it. */
  dynamics: dynamicsSchema.optional(),
});

export type EpochRecord = z.infer<typeof recordSchema>;
