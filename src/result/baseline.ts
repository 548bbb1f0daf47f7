import { z } from "zod";
import { catalogueSchema } from "./catalogue.ts";
import { checkpointShape } from "./checkpoint.ts";
import { conditionSchema } from "./condition.ts";
import { dataSchema } from "./data.ts";
import { originShape } from "./origin.ts";
import { planSchema } from "./safety-result.ts";
import type { Stored } from "./stored.ts";

export const BASELINE_SCHEMA = "ipswap-eval/baseline/1";

/** Arrays that a baseline may hold of a condition: one number per example. */
export const OUTCOME_COLUMNS = ["predicted", "confidence", "nll", "brier", "top5"] as const;
export type OutcomeColumn = (typeof OUTCOME_COLUMNS)[number];

const named = z.object({ name: z.string().max(1000), sha256: z.string().max(100) });

/** `baseline.json` inside a baseline file: what its arrays are of. */
export const baselineSchema = z.object({
  schema: z.literal(BASELINE_SCHEMA),
  ...originShape,
  plan: planSchema,
  data: dataSchema.omit({ notes: true }),
  catalogue: catalogueSchema,
  checkpoint: z.object(checkpointShape),
  /** `<condition key>/<column>.npy` is in the file for each of these; rows are the first `count` of `index.npy`. */
  conditions: z
    .array(
      z.object({ condition: conditionSchema, count: z.int().positive(), columns: z.array(z.enum(OUTCOME_COLUMNS)) }),
    )
    .min(1),
  /** The last release: its name, and its values by check (`accuracy clean`). */
  release: z
    .object({ name: z.string().max(1000), checkpoint: named, values: z.record(z.string().max(1000), z.number()) })
    .nullable(),
  /** Who was replaced by whom and why, the oldest first. */
  history: z.array(z.object({ replaced: named, by: named, reason: z.string().max(2000) })).max(1000),
});

export type Baseline = Stored<typeof baselineSchema>;
