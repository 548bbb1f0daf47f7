import { z } from "zod";
import { metricSchema } from "./catalogue.ts";
import type { Stored } from "./stored.ts";

export const DENSE_SCHEMA = "ipswap-eval/dense-metrics/1";

/** A number, or null where the data do not define it. */
const value = z.number().nullable();
const interval = z.tuple([value, value]);

const estimateSchema = z.object({
  value,
  /** From a bootstrap of whole images. */
  interval,
  signature: z.string(),
  /** Average precision: the least and the greatest value over the orders of detections with equal scores. */
  ties: interval.optional(),
});

/** Two models on the same images. */
export const differenceSchema = z.object({
  id: z.string(),
  baseline: value,
  candidate: value,
  difference: value,
  interval,
  p: value,
  adjustedP: value,
  verdict: z.enum(["better", "worse", "inconclusive"]),
  minimumDetectable: value,
  signature: z.string(),
});

/** The same network under corruption: clean, the mean over corruptions and severities, and its share of clean. */
export const corruptionSchema = z.object({
  corruptions: z.array(z.string()).min(1),
  severities: z.array(z.int().min(1)).min(1),
  values: z.record(z.string(), z.object({ p: estimateSchema, mpc: estimateSchema, rpc: estimateSchema })),
});

/** What `metrics --segmentation` and `metrics --detections` say as JSON. */
export const denseSchema = z.object({
  schema: z.literal(DENSE_SCHEMA),
  task: z.enum(["segmentation", "detection"]),
  /** Names of the images, in order. */
  images: z.array(z.string()).min(1),
  classes: z.array(z.string()).min(1),
  /** How the truth was read, what was left out or counted otherwise. */
  reading: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  bootstrap: z.object({ clusters: z.literal("images"), resamples: z.int().min(1), seed: z.int(), level: z.number() }),
  /** Pixels that were scored and that are void (segmentation); objects to be found, difficult ones, detections. */
  counts: z.record(z.string(), z.int().min(0)),
  metrics: z.array(metricSchema),
  values: z.record(z.string(), estimateSchema),
  corruption: corruptionSchema.optional(),
  other: z.object({ values: z.record(z.string(), estimateSchema), differences: z.array(differenceSchema) }).optional(),
});

export type DenseResult = Stored<typeof denseSchema>;
