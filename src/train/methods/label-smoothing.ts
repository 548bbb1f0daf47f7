import { z } from "zod";
import { crossEntropy } from "../cross-entropy.ts";
import { defineMethod } from "../method.ts";
import { oneHotTargets } from "../one-hot.ts";

/** Targets (1 - s) at the label plus s / K at every one of the K classes (Szegedy et al. 2016, section 7). */
export const labelSmoothing = defineMethod({
  options: z.object({
    /** s: 0.1 in the source. */
    smoothing: z.number().min(0).max(1).default(0.1),
  }),
  sampler: "single",
  prepare: (batch, { smoothing }) =>
    oneHotTargets(batch).map((target) => (1 - smoothing) * target + smoothing / batch.classes),
  loss: ([logits], targets) => crossEntropy(logits, targets),
});
