import { z } from "zod";
import { checkpointShape } from "./checkpoint.ts";
import { budgetShape, unitsSchema } from "./condition.ts";
import { dataSchema } from "./data.ts";
import { originShape } from "./origin.ts";
import type { Stored } from "./stored.ts";

export const ATTACK_RESULT_SCHEMA = "ipswap-eval/attack/2";

const share = z.number().min(0).max(1);

const attackedExampleSchema = z.object({
  /** Place in the data set's own order, from 0. */
  index: z.int().min(0),
  /** Path of its file within the data set, where it has files. */
  name: z.string().optional(),
  /** Indices of classes: the true one, and the answers before and after; -1 where an answer is not a number. */
  label: z.int(),
  clean: z.int(),
  attacked: z.int(),
  /** Probability of the label before and after. */
  confidence: z.tuple([share, share]),
  /** Steps or queries after which it was first fooled; 0: without one; -1: never. */
  brokenAfter: z.int(),
  /** Smallest epsilon of the curve at which it is wrong; absent where there is none. */
  brokenAt: z.number().optional(),
});

const studySchema = z.object({
  /** Accuracy on the clean images. */
  clean: share,
  /** Accuracy under the attack at the budget. */
  accuracy: share,
  /** Targeted only: share of images that are classified as the target. */
  hits: share.optional(),
  units: unitsSchema,
  warnings: z.array(z.object({ code: z.string(), sentence: z.string() })),
  curve: z.array(z.object({ epsilon: z.number(), units: unitsSchema, accuracy: share })),
  steps: z.array(z.object({ restart: z.int(), step: z.int(), loss: z.number(), best: z.number(), fooled: z.number() })),
  rivals: z.array(z.object({ title: z.string(), accuracy: share })),
  flags: z.array(z.object({ code: z.string(), sentence: z.string(), evidence: z.record(z.string(), z.number()) })),
  examples: z.array(attackedExampleSchema),
});

/** What `ipswap-eval attack` writes and prints: one attack on one checkpoint. Fractions throughout. */
export const attackResultSchema = z.object({
  schema: z.literal(ATTACK_RESULT_SCHEMA),
  ...originShape,
  seed: z.int(),
  checkpoint: z.object(checkpointShape),
  /** The images attacked: `count` of the set, those of the target's class left out. */
  data: dataSchema,
  attack: z.object({
    id: z.string(),
    title: z.string(),
    source: z.string(),
    norm: z.enum(["linf", "l2"]),
    loss: z.string(),
    settings: z.record(z.string(), z.union([z.number(), z.boolean()])),
    /** Index of the class that it aims at. */
    target: z.int().optional(),
  }),
  ...budgetShape,
  study: studySchema,
  /** Rows of `study.examples`, the first to break first. */
  brokenFirst: z.array(z.int().min(0)),
});

export type AttackResult = Stored<typeof attackResultSchema>;
export type AttackedExample = Stored<typeof attackedExampleSchema>;
export type AttackStudy = Stored<typeof studySchema>;
