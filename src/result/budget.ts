import { z } from "zod";
import type { Stored } from "./stored.ts";

export const BUDGET_SCHEMA = "ipswap-eval/budget/1";

const level = z.enum(["off", "warn", "error"]);

/** A name, or a pattern: `*` stands for any letters between two slashes. */
const pattern = z.string().min(1).max(200);

export const budgetRuleSchema = z.strictObject({
  metric: pattern.meta({
    description: "Id of a metric, or a pattern: accuracy, aurc, ece*, *. `ipswap-eval metrics --list` shows them.",
  }),
  on: pattern.default("clean").meta({
    description:
      "Where: clean; corruptions (the mean of all), family/noise, suite/standard-15, corruption/fog (the mean of five severities), corruption/fog/3; attack/fgsm/pixel (the mean of all epsilons), attack/fgsm/pixel/0.01. `*` stands for anything between two slashes.",
  }),
  slice: pattern.optional().meta({
    description: "Only the examples of a class or superclass, each by itself: class/*, class/cat, superclass/animals.",
  }),
  level: level.default("error").meta({
    description: "What a regression does: error fails the gate, warn is said and never fails, off is not looked at.",
  }),
  margin: z.number().min(0).optional().meta({
    description:
      "Harm that is tolerated, in the metric's own unit: 0.01 of accuracy is one percentage point. Default 0; where a limit is given and no margin, the limit alone is checked.",
  }),
  min: z
    .number()
    .optional()
    .meta({ description: "Least value that the candidate may have, whatever the baseline has." }),
  max: z.number().optional().meta({ description: "Greatest value that the candidate may have." }),
  inconclusive: level.optional().meta({ description: "As inconclusive of the whole budget, for this rule." }),
  minimumExamples: z.int().min(1).optional().meta({
    description: "With fewer the verdict is inconclusive. Default 400; 1 for shares of examples, whose test is exact.",
  }),
  note: z.string().max(1000).optional().meta({ description: "For people: where the margin comes from, say." }),
});

/** What a checkpoint is held to against its baseline; `ipswap.budget.json`. */
export const budgetSchema = z.strictObject({
  $schema: z.string().max(1000).optional(),
  schema: z.literal(BUDGET_SCHEMA),
  mode: z.enum(["regression", "non-inferiority"]).default("regression").meta({
    description:
      "regression: fails on evidence of harm beyond the margin, adjusted by Holm over all rules of one level. non-inferiority: passes only on evidence that the harm is within the margin, for every rule.",
  }),
  alpha: z.number().min(0.0001).max(0.25).default(0.05).meta({
    description: "Level of the tests: how often a gate fails, or passes, by chance at most.",
  }),
  inconclusive: level.optional().meta({
    description:
      "What an inconclusive verdict does in mode regression; default warn. In mode non-inferiority it always fails.",
  }),
  rules: z.array(budgetRuleSchema).min(1).max(1000).meta({
    description: "Of the rules that fit a metric, place and slice the last one counts.",
  }),
});

export type Budget = Stored<typeof budgetSchema>;
export type BudgetRule = Stored<typeof budgetRuleSchema>;
