import { z } from "zod";
import { conditionSchema } from "./condition.ts";
import type { Stored } from "./stored.ts";

/** What a difference is of: one condition, or the mean over all severities of a list of corruptions. */
const comparedSchema = z.discriminatedUnion("kind", [
  ...conditionSchema.options,
  z.object({ kind: z.literal("corruptions"), ids: z.array(z.string()).min(1) }),
]);

const differenceSchema = z.object({
  on: comparedSchema,
  /** Id of the metric. */
  metric: z.string(),
  /** Candidate minus baseline, a fraction. */
  difference: z.number(),
  /** Paired 95 % interval of the difference. */
  interval: z.tuple([z.number(), z.number()]),
});

/** A checkpoint against the first one, on the same examples. */
export const comparisonSchema = z.object({
  /** Names of the two checkpoints. */
  baseline: z.string(),
  candidate: z.string(),
  /** Whether both gave the same answers: a network was compared with itself. */
  identical: z.boolean(),
  differences: z.array(differenceSchema),
});

export type StoredComparison = Stored<typeof comparisonSchema>;
export type StoredDifference = Stored<typeof differenceSchema>;
export type Compared = Stored<typeof comparedSchema>;
