import { z } from "zod";
import type { Stored } from "./stored.ts";

const share = z.number().min(0).max(1);

/** One bin of a reliability diagram; what an empty bin does not define is null. */
const reliabilityBinSchema = z.object({
  /** Confidences in (low, high]. */
  low: share,
  high: share,
  /** Examples in the bin. */
  count: z.int().min(0),
  /** Mean confidence. */
  confidence: share.nullable(),
  /** Share that is predicted right. */
  accuracy: share.nullable(),
  /** 95 % interval of the accuracy (Wilson). */
  interval: z.tuple([share, share]).nullable(),
});

/** A point of the risk-coverage curve. */
const riskCoveragePointSchema = z.object({
  /** Share of the examples that are accepted, the most confident first. */
  coverage: share,
  /** Share of the accepted that are wrong. */
  risk: share,
});

const classSchema = z.object({
  /** Index of the class. */
  class: z.int().min(0),
  /** Examples of the class. */
  count: z.int().min(0),
  /** Share of them that is predicted right; null where there are none. */
  recall: share.nullable(),
  /** 95 % interval of the recall (Wilson). */
  interval: z.tuple([share, share]).nullable(),
  /** Share of the predictions of this class that are right; null where it is never predicted. */
  precision: share.nullable(),
});

const confusionSchema = z.object({
  /** Index of the true class. */
  label: z.int().min(0),
  /** Index of the class predicted instead. */
  predicted: z.int().min(0),
  count: z.int().min(1),
});

/** What lies behind a checkpoint's metrics on clean images, for diagrams and tables. */
export const diagnosticsSchema = z.object({
  reliability: z.array(reliabilityBinSchema),
  /** Coverage ascending; at most 201 points, the last at coverage 1. */
  riskCoverage: z.array(riskCoveragePointSchema),
  classes: z.array(classSchema),
  /** Pairs of different classes that were confused, the most frequent first; `confusionsLeftOut` more pairs exist. */
  confusions: z.array(confusionSchema),
  confusionsLeftOut: z.int().min(0),
});

export type Diagnostics = Stored<typeof diagnosticsSchema>;
