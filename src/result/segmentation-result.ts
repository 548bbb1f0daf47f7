import { z } from "zod";
import { catalogueSchema } from "./catalogue.ts";
import { checkpointShape } from "./checkpoint.ts";
import { budgetShape } from "./condition.ts";
import { dataSchema } from "./data.ts";
import { corruptionSchema, differenceSchema } from "./dense-result.ts";
import { storedFileSchema } from "./example-files.ts";
import { originShape } from "./origin.ts";
import { measurementSchema, planSchema, readingSchema, reliabilitySchema } from "./safety-result.ts";
import type { Stored } from "./stored.ts";

export const SEGMENTATION_SCHEMA = "ipswap-eval/segmentation-result/1";

const count = z.int().min(0);
const share = z.number().min(0).max(1);

const classSchema = z.object({
  /** Index of the class. */
  class: count,
  /** Pixels of it that are scored. */
  pixels: count,
  /** Images that have any. */
  images: count,
});

/** What lies behind a checkpoint's figures on clean images, for diagrams. */
const pixelsSchema = z.object({
  scored: count,
  void: count,
  /** Scored, and predicted as no class of the data. */
  predictedAsNone: count,
  classes: z.array(classSchema),
  /** [truth][prediction], pixels of all images; the last column is what was predicted as no class. */
  confusion: z.array(z.array(count)),
  /** Bins of confidence, (low, high]; what an empty bin does not define is null. */
  reliability: z.array(
    z.object({ low: share, high: share, count, confidence: share.nullable(), accuracy: share.nullable() }),
  ),
  /** Share of the pixels that are accepted, the most confident first, and the share of those that are wrong. */
  riskCoverage: z.array(z.object({ coverage: share, risk: share })),
});

const checkpointSchema = z.object({
  ...checkpointShape,
  ...readingSchema.shape,
  /** `count` is images; metrics of classes are `iou:` and `acc:` with the class's index. */
  measurements: z.array(measurementSchema),
  /** P, mPC and rPC of figures of which more is better; absent where the plan has no corruption. */
  corruption: corruptionSchema.optional(),
  pixels: pixelsSchema,
  reliability: reliabilitySchema,
  /** Of each image and condition the confusion counts and histograms of confidence; `numpy.load` opens it. */
  images: storedFileSchema,
});

/** What `safety` found of networks that answer for each pixel; `result.json`. Values are fractions. */
export const segmentationSchema = z.object({
  schema: z.literal(SEGMENTATION_SCHEMA),
  ...originShape,
  plan: planSchema,
  data: dataSchema,
  catalogue: catalogueSchema,
  warnings: z.array(z.object({ attack: z.string(), ...budgetShape, code: z.string(), sentence: z.string() })),
  /** Intervals are of a bootstrap of whole images. */
  bootstrap: z.object({ clusters: z.literal("images"), resamples: z.int().min(1), seed: z.int(), level: share }),
  checkpoints: z.array(checkpointSchema).min(1),
  /** Each checkpoint after the first against the first, on clean images. */
  comparisons: z.array(
    z.object({ baseline: z.string(), candidate: z.string(), differences: z.array(differenceSchema) }),
  ),
});

export type SegmentationResult = Stored<typeof segmentationSchema>;
export type SegmentationCheckpoint = Stored<typeof checkpointSchema>;
