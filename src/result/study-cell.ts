import { z } from "zod";
import { conditionSchema } from "./condition.ts";
import type { Stored } from "./stored.ts";

/** Version of the layout of a cell's file. */
export const CELL_SCHEMA = "ipswap-eval/cell/1";

const optionValue = z.union([z.string(), z.number(), z.boolean()]);

/** One training of a study and its measurement: what decides the outcome. */
export const cellSchema = z.object({
  network: z.string(),
  /** The name of the method in the study, and what it stands for. */
  method: z.string(),
  training: z.object({
    method: z.string(),
    augment: z.string(),
    options: z.record(z.string(), optionValue),
    epochs: z.int().min(1),
    batch: z.int().min(1),
    learningRate: z.number().gt(0),
    weightDecay: z.number().min(0),
    limit: z.int().positive().nullable(),
  }),
  labelNoise: z.string(),
  seed: z.int().min(0),
  /** Id of the cell whose network teaches; null where none does. */
  teacher: z.string().nullable(),
});

export type Cell = Stored<typeof cellSchema>;

/** The data of a study, by content. */
export const studyDataSchema = z.object({
  name: z.string(),
  train: z.string(),
  test: z.string(),
  classes: z.int().positive(),
  /** Images of each split. */
  trainCount: z.int().positive(),
  testCount: z.int().positive(),
});

/** What became of a cell; `cells/<id>/cell.json`. Nothing in it depends on when, where or how fast it ran. */
export const cellRecordSchema = z.object({
  schema: z.literal(CELL_SCHEMA),
  id: z.string(),
  tool: z.object({ name: z.literal("ipswap-eval"), version: z.string() }),
  cell: cellSchema,
  outcome: z.discriminatedUnion("status", [
    z.object({
      status: z.literal("measured"),
      engine: z.string(),
      /** SHA-256 of the trained checkpoint. */
      checkpoint: z.string(),
      /** Means over the last epoch's training batches. */
      trainLoss: z.number(),
      trainAccuracy: z.number(),
      measurements: z.array(
        z.object({ condition: conditionSchema, values: z.record(z.string(), z.number().nullable()) }),
      ),
      /** Which clean test images were right, in the data set's order: bits, the first in the highest place, base64. */
      correct: z.object({ count: z.int().positive(), bits: z.string() }),
    }),
    z.object({
      status: z.literal("failed"),
      /** What was being done. */
      during: z.enum(["training", "measurement"]),
      exitCode: z.int(),
      reason: z.string(),
    }),
  ]),
});

export type CellRecord = Stored<typeof cellRecordSchema>;
export type StudyData = Stored<typeof studyDataSchema>;
export type MeasuredOutcome = Extract<CellRecord["outcome"], { readonly status: "measured" }>;
