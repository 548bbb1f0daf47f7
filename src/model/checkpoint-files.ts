import { z } from "zod";

/** The three files of a checkpoint folder. */
export const CARD_FILE = "card.json";
export const MODEL_FILE = "model.json";
export const WEIGHTS_FILE = "weights.bin";

/** Name of the checkpoint's folder inside a training run's. */
export const RUN_CHECKPOINT = "checkpoint";

/** The part of TensorFlow.js' `model.json` that says where the weights lie. */
export const modelFileSchema = z.object({
  format: z.literal("layers-model").optional(),
  /** Null where TensorFlow.js has no layers for the network: the file then says where the weights lie, and no more. */
  modelTopology: z.object({ config: z.record(z.string(), z.unknown()) }).nullable(),
  weightsManifest: z
    .array(
      z.object({
        // Plain names only: a path from a file is never followed out of its folder.
        paths: z
          .array(z.string().regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}$/, "expected a plain file name"))
          .min(1)
          .max(10_000),
        weights: z.array(
          z.object({
            name: z.string(),
            shape: z.array(z.int().min(0)).max(8),
            dtype: z.literal("float32", { error: "expected float32 weights" }),
            quantization: z.undefined({ error: "expected weights that are not quantised" }).optional(),
          }),
        ),
      }),
    )
    .length(1, "expected one group of weights"),
});
