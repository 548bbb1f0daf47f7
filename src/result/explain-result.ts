import { z } from "zod";
import { conditionSchema } from "./condition.ts";
import { dataSchema } from "./data.ts";
import { explainFigureSchema } from "./explain-figure.ts";
import type { Stored } from "./stored.ts";

export const EXPLAIN_SCHEMA = "ipswap-eval/explain/3";

const share = z.number().min(0).max(1);
const base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/);

/** A class activation map, at the resolution of its layer. */
const mapSchema = z.object({
  /** Index of the class that the map is for. */
  class: z.int().min(0),
  /** Logit of that class. */
  score: z.number(),
  /** Largest value of the rectified map, units of the logit; 0 where no position speaks for the class. */
  peak: z.number().min(0),
  /** The rectified map: bytes, row-major [height, width]; a value is byte / 255 x peak. Base64. */
  values: base64,
});

/** The most probable classes, the most probable first. */
const topSchema = z.array(z.object({ class: z.int().min(0), probability: share }));

/** What one checkpoint says of one example. */
const answerSchema = z.object({
  top: topSchema,
  /** The same under each of the explanation's conditions; null where the example was not measured under it. */
  topUnder: z.array(topSchema.nullable()),
  /** For the predicted class and, where that is another, for the true one; or for the class that was asked for. */
  maps: z.array(mapSchema),
});

const exampleSchema = z.object({
  /** Place in the data set's own order, from 0. */
  index: z.int().min(0),
  /** Path of its file within the data set, where it has files. */
  name: z.string().optional(),
  /** Index of the true class. */
  label: z.int().min(0),
  /** Why it was chosen: `flip`, `error`, `overconfident`, `asked`. */
  reason: z.enum(["flip", "error", "overconfident", "asked"]),
  /** The image as a PNG file. Base64. */
  image: base64,
  /** In the order of the checkpoints. */
  answers: z.array(answerSchema),
});

/** The mean predictive distribution over all examples of a class: figure 2 of the paper. */
const classAverageSchema = z.object({
  /** Examples of the class. */
  count: z.int().min(0),
  /** The five classes of the largest mean probability; empty where the class has no example. */
  top: topSchema,
  /**
   * Mean over the examples of what their five most probable classes put inside the class's superclass, its own
   * probability counted; null without superclasses or examples.
   */
  superclassMass: share.nullable(),
});

/** Class averages under one condition, of the classes of the examples and some more. */
const averagesUnderSchema = z.array(classAverageSchema.extend({ class: z.int().min(0) }));

const checkpointSchema = z.object({
  name: z.string(),
  sha256: z.string(),
  /** Grad-CAM, or occlusion where the network has no gradient. */
  method: z.enum(["grad-cam", "occlusion"]),
  /** The layer whose activations are weighed; null for occlusion. */
  layer: z.string().nullable(),
  /** Size of the maps. */
  height: z.int().positive(),
  width: z.int().positive(),
  /** In the order of the classes. */
  classAverages: z.array(classAverageSchema),
  /** The same under each of the explanation's conditions, of up to 100 classes; null where none were measured. */
  averagesUnder: z.array(averagesUnderSchema.nullable()),
  /** How the file was read where it does not say it, and what speaks against that reading; a sentence each. */
  notes: z.array(z.string()).optional(),
});

/** Images with what checkpoints say of them and where they look; `explain.json`. */
export const explainSchema = z.object({
  schema: z.literal(EXPLAIN_SCHEMA),
  tool: z.object({ name: z.literal("ipswap-eval"), version: z.string() }),
  /** Of the intervals, and of all that is drawn for the figures. */
  seed: z.int(),
  /** `count` is the number of examples that were looked at to choose some. */
  data: dataSchema.omit({ notes: true }),
  /** Conditions besides clean images that answers are stored under. */
  conditions: z.array(conditionSchema),
  checkpoints: z.array(checkpointSchema).min(1),
  /** Numbers by which the explanations can be compared. */
  figures: z.array(explainFigureSchema),
  examples: z.array(exampleSchema),
});

export type Explanation = Stored<typeof explainSchema>;
export type ExplainedExample = Stored<typeof exampleSchema>;
export type Top = Stored<typeof topSchema>;
export type Answer = Stored<typeof answerSchema>;
export type StoredMap = Stored<typeof mapSchema>;
