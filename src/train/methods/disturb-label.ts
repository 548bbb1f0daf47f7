import { z } from "zod";
import type { Random } from "../../core/random.ts";
import { defineMethod } from "../method.ts";
import { oneHotTargets } from "../one-hot.ts";

/**
 * Cross-entropy with labels that are redrawn in every step: with probability a a label is drawn uniformly from all K
 * classes, its own among them. So it stays with probability 1 - a (K - 1) / K, which bounds the training accuracy.
 */
export const disturbLabel = defineMethod({
  id: "disturb-label",
  title: "some labels of every batch are random (DisturbLabel)",
  source: "Xie et al. 2016",
  sampler: "single",
  options: z.object({
    disturbance: z.number().min(0).max(1).default(0.1).meta({
      value: "probability",
      description: "probability that a label is drawn from all classes, anew in every step",
    }),
  }),
  targets: (batch, { disturbance }, random) =>
    oneHotTargets({
      ...batch,
      labels: batch.labels.map((label, i) => disturb(label, batch.classes, disturbance, random.fork("label", i))),
    }),
});

/**
 * A label after the disturbance, drawn as zhangchbin/OnlineLabelSmoothing draws it: with probability a (K - 1) / K it
 * becomes another class, each with equal chance.
 */
export function disturb(
  label: number,
  classes: number,
  disturbance: number,
  random: Pick<Random, "uniform" | "integer">,
): number {
  if (random.uniform() >= (disturbance * (classes - 1)) / classes) return label;
  let drawn = label;
  while (drawn === label && classes > 1) drawn = random.integer(classes);
  return drawn;
}
