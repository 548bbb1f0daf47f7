import { z } from "zod";
import { checkpointShape } from "./checkpoint.ts";
import type { Stored } from "./stored.ts";

export const CHECK_SCHEMA = "ipswap-eval/check/1";

const value = z.number().nullable();

/** A test of the change against the baseline. Harms are in the metric's unit, positive where the candidate is worse. */
const changeSchema = z.object({
  margin: z.number().min(0),
  /** Candidate less baseline. */
  difference: value,
  /** How much worse the candidate is; negative where it is better. */
  harm: value,
  /** One-sided: the harm is at least the first with confidence 1 - levels[0], and at most the second with 1 - levels[1]. */
  bounds: z.tuple([value, value]),
  /** Levels at which a regression, and its opposite, were tested: Holm's for a regression and an improvement, else alpha. */
  levels: z.tuple([z.number(), z.number()]),
  /** One-sided p-values: of a harm beyond the margin, as it is and adjusted; of a harm within it (null without a margin). */
  p: value,
  adjustedP: value,
  withinP: value,
  /** One-sided, adjusted: of an improvement. */
  improvedP: value,
  /**
   * Smallest true harm that a sample like this one would show as a regression in 80 % of cases, if right answers were lost at
   * random; null where none would.
   */
  detectable: value,
  /** Shares under one condition: examples that only the baseline, and only the candidate, has right. */
  lost: z.int().min(0).nullable(),
  won: z.int().min(0).nullable(),
  /** Which test gave the p-values. */
  test: z.enum(["mcnemar", "tango", "permutation", "bootstrap"]),
});

const limitSchema = z.object({ min: value, max: value });

export const checkSchema = z.object({
  /** Unique: metric, place and slice, and whether it is about a change or a limit. */
  id: z.string(),
  metric: z.object({
    id: z.string(),
    name: z.string(),
    unit: z.enum(["%", "x1000", ""]),
    better: z.enum(["higher", "lower", "zero"]),
  }),
  /** As budgets name it: `clean`, `corruption/fog`, `attack/fgsm/pixel/0.01`. */
  on: z.string(),
  /** In words. */
  place: z.string(),
  slice: z.string().nullable(),
  level: z.enum(["warn", "error"]),
  /** Examples. */
  count: z.int().min(0),
  baseline: value,
  candidate: value,
  change: changeSchema.nullable(),
  limit: limitSchema.nullable(),
  /** Value of the last release, where the baseline knows it. */
  release: value,
  verdict: z.enum(["improved", "ok", "regressed", "inconclusive", "beyond limit"]),
  /** What comes of it: only `failed` fails the gate. */
  status: z.enum(["passed", "warned", "failed"]),
  sentence: z.string(),
});

const sideSchema = z.object({
  name: checkpointShape.name,
  sha256: checkpointShape.sha256,
  /** The file it was read from. */
  source: z.string(),
});

/** What `check` found: a candidate against a baseline. Fractions throughout. */
export const checkResultSchema = z.object({
  schema: z.literal(CHECK_SCHEMA),
  tool: z.object({ name: z.literal("ipswap-eval"), version: z.string() }),
  verdict: z.enum(["passed", "failed"]),
  mode: z.enum(["regression", "non-inferiority"]),
  alpha: z.number(),
  /** Where the budget came from: a path, or `default`. */
  budget: z.string(),
  baseline: sideSchema,
  candidate: sideSchema,
  /** Name of the last release, where the baseline knows one. */
  release: z.string().nullable(),
  data: z.object({ name: z.string(), split: z.string(), count: z.int(), classes: z.int(), sha256: z.string() }),
  /** Whether both gave the same answer to every example under every gated condition: nothing was tested. */
  identical: z.boolean(),
  checks: z.array(checkSchema),
  /** What should be known besides. */
  notes: z.array(z.string()),
});

export type CheckResult = Stored<typeof checkResultSchema>;
export type Check = Stored<typeof checkSchema>;
export type Change = Stored<typeof changeSchema>;
