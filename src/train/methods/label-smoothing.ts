import { z } from "zod";
import { defineMethod } from "../method.ts";
import { oneHotTargets } from "../one-hot.ts";

/**
 * Cross-entropy with targets (1 - s) at the label plus s / K at every one of the K classes; or, spread over the others,
 * 1 - s at the label and s / (K - 1) at each of them.
 */
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
    spread: z.enum(["all", "others"]).default("all").meta({
      value: "classes",
      description: "over all classes (Szegedy et al.), or over those that are not the label's (Yuan et al. 2020)",
    }),
  }),
  targets(batch, { smoothing, spread }) {
    const share = spread === "all" ? smoothing : (smoothing * batch.classes) / (batch.classes - 1);
    return oneHotTargets(batch).map((target) => (1 - share) * target + share / batch.classes);
  },
});
