import { z } from "zod";
import { metricSchema } from "./catalogue.ts";
import type { Stored } from "./stored.ts";

/** What one checkpoint scores. */
const scoreSchema = z.object({
  /** The mean over the examples, in the figure's range; null where it could not be measured. */
  value: z.number().nullable(),
  /** 95 % interval of the mean, from the bootstrap over the examples; null where there is no value. */
  interval: z.tuple([z.number(), z.number()]).nullable(),
  /** Examples behind the value. */
  count: z.int().min(0),
  /** Why there is no value, a sentence; null where there is one. */
  missing: z.string().nullable(),
  /** ROAD only: mean probability of the explained class where a share of the pixels is removed. */
  curve: z
    .array(
      z.object({
        removed: z.number().min(0).max(1),
        mostRelevantFirst: z.number().min(0).max(1),
        leastRelevantFirst: z.number().min(0).max(1),
      }),
    )
    .optional(),
});

const differenceSchema = z.object({
  /** Names of the two checkpoints. */
  baseline: z.string(),
  candidate: z.string(),
  /** Candidate minus baseline, on the same examples. */
  difference: z.number(),
  /** Paired 95 % interval. */
  interval: z.tuple([z.number(), z.number()]),
});

/** A number by which explanations of checkpoints can be compared: what it is, and what each checkpoint scores. */
export const explainFigureSchema = metricSchema.omit({ headline: true }).extend({
  /** Paper or repository that defines it. */
  source: z.string(),
  /** What a map that says nothing would score; null where that is not known. */
  chance: z.number().nullable(),
  /** In the order of the checkpoints. */
  scores: z.array(scoreSchema),
  /** Each checkpoint after the first against the first, where both have a value. */
  differences: z.array(differenceSchema),
});

export type ExplainFigure = Stored<typeof explainFigureSchema>;
export type ExplainScore = Stored<typeof scoreSchema>;
