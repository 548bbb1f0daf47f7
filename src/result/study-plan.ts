import { z } from "zod";
import type { Frozen, Stored } from "./stored.ts";

const optionValue = z.union([z.string(), z.number(), z.boolean()]);
const name = z.string().min(1).max(60);

/** A way to train, as a study names it. */
export const studyMethodSchema = z.strictObject({
  name: name.optional().describe("what tables call it; default: made of what follows"),
  method: z.string().describe("how the network learns, as train has it"),
  augment: z.string().default("none").describe("augmentation after crop and flip, as train has it"),
  options: z.record(z.string(), optionValue).default({}).describe("options of both, by name: { alpha: 0.5 }"),
  vary: z
    .record(z.string(), z.array(optionValue).min(1))
    .default({})
    .describe("options that take several values: each combination is a method of its own"),
  teacher: z
    .strictObject({ method: name, network: z.string().optional() })
    .optional()
    .describe(
      "the method, by its name here, whose network of the same seed teaches; network: another one than its own",
    ),
});

/** What `study` reads: methods x networks x label noise x seeds, how each is trained, and what is measured. */
export const studyPlanSchema = z.strictObject({
  $schema: z.string().optional(),
  name: z.string().regex(/^[a-z0-9-]{1,60}$/, "expected lower-case letters, digits and hyphens"),
  title: z.string().min(1).max(200),
  data: z.string().default("emoji").describe("as train and safety have it"),
  limit: z.int().positive().optional().describe("train with so many images only"),
  validation: z
    .number()
    .gt(0)
    .lt(1)
    .optional()
    .describe("measure on this share of the training split, held out: for choosing options without the test split"),
  networks: z.array(z.string()).min(1),
  methods: z.array(studyMethodSchema).min(1),
  reference: name.describe("the method that the others are compared with"),
  labelNoise: z.array(z.string()).min(1).default(["0"]).describe("shares of wrong training labels, as train has them"),
  seeds: z.array(z.int().min(0)).min(1).describe("each method is trained once with each; the seed is the replicate"),
  training: z
    .strictObject({
      epochs: z.int().min(1).default(240),
      batch: z.int().min(1).default(64),
      learningRate: z.number().gt(0).default(0.05),
      weightDecay: z.number().min(0).default(5e-4),
      learningRates: z
        .record(z.string(), z.number().gt(0))
        .optional()
        .describe("another learning rate for some networks, by their ids"),
    })
    .prefault({})
    .describe("options of train"),
  measure: z
    .strictObject({
      attacks: z.string().default("fgsm,i-fgsm"),
      presets: z.string().default("paper"),
      epsilons: z.string().default("0.001,0.003,0.005,0.01,0.05"),
      attackLimit: z.int().min(0).default(0),
      corruptions: z.string().default("paper-10"),
    })
    .prefault({})
    .describe("options of safety"),
  dynamics: z
    .boolean()
    .optional()
    .describe("note gradients, the distance within pairs and the test accuracy of every epoch in each cell's log"),
  primary: z
    .string()
    .default("clean/accuracy")
    .describe("the column that differences are tested in; the others are described only"),
  equalCompute: z
    .boolean()
    .default(false)
    .describe("also train the reference for as much computation as each dearer method takes"),
  published: z
    .array(
      z.strictObject({
        network: z.string(),
        method: name,
        labelNoise: z.string(),
        column: z.string(),
        value: z.number(),
      }),
    )
    .default([])
    .describe("figures of a publication, fractions, shown beside as another scale"),
});

export type StudyPlan = Stored<typeof studyPlanSchema>;
/** A plan as a file has it: defaults may be left out. */
export type PlanContent = Frozen<z.input<typeof studyPlanSchema>>;
export type StudyMethod = Stored<typeof studyMethodSchema>;
