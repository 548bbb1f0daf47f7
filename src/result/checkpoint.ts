import { z } from "zod";

const channels = z.tuple([z.number(), z.number(), z.number()]);

/** What tells a checkpoint from another: the file, and how it was read. */
export const checkpointShape = {
  name: z.string(),
  sha256: z.string(),
  architecture: z.string(),
  normalization: z.object({ mean: channels, std: channels }),
  /** What the file's own output is. */
  output: z.enum(["logits", "probabilities"]),
  /** Size that images are resized to in front of the network, where it works on larger ones. */
  resizedTo: z.object({ height: z.int().positive(), width: z.int().positive() }).optional(),
  /** Where the file's outputs are in another order than the data's classes: the output of each class. */
  outputs: z.array(z.int().min(0)).optional(),
  /** What was taken of a file that holds several sets of weights, or outputs: their names there. */
  taken: z.object({ weights: z.string().optional(), output: z.string().optional() }).optional(),
};
