import { z } from "zod";
import type { Stored } from "./stored.ts";
import { studyDataSchema } from "./study-cell.ts";
import { studyPlanSchema } from "./study-plan.ts";

/** Version of the layout of a study's result. */
export const STUDY_SCHEMA = "ipswap-eval/study/1";

const interval = z.tuple([z.number(), z.number()]).nullable();

/** A figure of the table. Its id is the condition and the metric: `clean/ece`, `attack-fgsm-normalized-0.01/accuracy`. */
const columnSchema = z.object({
  id: z.string(),
  title: z.string(),
  unit: z.enum(["%", "x1000", ""]),
  better: z.enum(["higher", "lower", "zero"]),
});

/** Figures over seeds; null where there are none. */
const summarySchema = z.object({
  mean: z.number().nullable(),
  /** Standard deviation over the seeds. */
  deviation: z.number().nullable(),
  /** By seed, in the plan's order. */
  values: z.array(z.number().nullable()),
});

/** The method's value less the reference's, seed by seed. */
const differenceSchema = z.object({
  mean: z.number().nullable(),
  /** 95 % interval over seeds, the examples taken as given. */
  interval,
  /** Seeds of which both have a value. */
  seeds: z.int().min(0),
});

const testSchema = z.object({
  column: z.string(),
  /** Two-sided, exact: the sign-flip test over seeds. */
  p: z.number().nullable(),
  /** Holm's adjustment over the methods of the same network and label noise. */
  adjusted: z.number().nullable(),
  /** The smallest that `adjusted` could have been with these seeds and methods. */
  smallest: z.number(),
  /** 95 % interval over other seeds and other examples; null where the column's values by example are not stored. */
  interval,
  /** Variance components of the difference, for a value of one seed and one example. */
  variance: z.object({ seeds: z.number(), examples: z.number(), interaction: z.number() }).nullable(),
});

const rowSchema = z.object({
  network: z.string(),
  labelNoise: z.string(),
  method: z.string(),
  /** What the method's name stands for, as `train` has it. */
  trained: z.object({
    method: z.string(),
    augment: z.string(),
    options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  }),
  /** Computation of a training run as a multiple of plain cross-entropy's: images through the network. */
  cost: z.number(),
  /** Ids of the cells, by seed, in the plan's order. */
  cells: z.array(z.string()),
  /** Why cells are missing. */
  failures: z.array(z.object({ seed: z.int(), during: z.enum(["training", "measurement"]), reason: z.string() })),
  /** By column id. */
  figures: z.record(z.string(), summarySchema),
  /** Null for the reference itself. */
  differences: z.record(z.string(), differenceSchema).nullable(),
  test: testSchema.nullable(),
  /** Against the reference trained for as much computation; null where that was not asked or is the same. */
  equalCompute: z.object({ epochs: z.int(), test: testSchema, difference: differenceSchema }).nullable(),
});

/** What `study` found; `study.json`. Rebuilt from the cells to the same bytes. */
export const studySchema = z.object({
  schema: z.literal(STUDY_SCHEMA),
  tool: z.object({ name: z.literal("ipswap-eval"), version: z.string() }),
  plan: studyPlanSchema,
  data: studyDataSchema,
  /** What computed the cells. */
  engines: z.array(z.string()),
  columns: z.array(columnSchema),
  /** Networks by label noise by method, in the plan's order. */
  rows: z.array(rowSchema),
});

export type Study = Stored<typeof studySchema>;
export type StudyRow = Stored<typeof rowSchema>;
export type StudyColumn = Stored<typeof columnSchema>;
export type StudyDifference = Stored<typeof differenceSchema>;
export type StudyTest = Stored<typeof testSchema>;
