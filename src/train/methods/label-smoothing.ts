import { z } from "zod";
import { defineMethod } from "../method.ts";
import { oneHotTargets } from "../one-hot.ts";

/** Cross-entropy with targets (1 - s) at the label plus s / K at every one of the K classes. */
export const labelSmoothing = defineMethod({
  id: "label-smoothing",
  title: "a share of every label is spread over all classes",
  source: "Szegedy et al. 2016, section 7",
  sampler: "single",
  options: z.object({
    smoothing: z.number().min(0).max(1).default(0.1).meta({
      value: "share",
      description: "share of a target that is spread evenly over all classes",
    }),
  }),
  targets: (batch, { smoothing }) =>
    oneHotTargets(batch).map((target) => (1 - smoothing) * target + smoothing / batch.classes),
});
