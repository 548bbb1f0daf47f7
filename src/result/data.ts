import { z } from "zod";
import type { Stored } from "./stored.ts";

/** The images that a result is of. */
export const dataSchema = z.object({
  name: z.string(),
  split: z.enum(["train", "test", "validation"]),
  /** Number of images. */
  count: z.int().positive(),
  /** Size of the images, pixels. */
  height: z.int().positive(),
  width: z.int().positive(),
  classes: z.array(z.string()),
  /** Groups of classes, and the group of each class. */
  superclasses: z.object({ names: z.array(z.string()), of: z.array(z.int().min(0)) }).nullable(),
  sha256: z.string(),
  /** What was done to each image before normalisation, such as `resize=256:bilinear,crop=224`; absent: nothing. */
  preprocess: z.string().optional(),
  /** What of the data was left out, and how it was read where programs differ, a sentence each. */
  notes: z.array(z.string()),
});

export type DataDescription = Stored<typeof dataSchema>;
