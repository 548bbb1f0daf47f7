import type { MetricId } from "../../metrics/index.ts";

/** The metrics of every condition, in the order of the table; clean images get all the others too. */
export const HEADLINE = [
  "accuracy",
  "top5",
  "aurc",
  "eaurc",
  "augrc",
  "fpr95",
  "ece",
  "brier",
  "nll",
] as const satisfies readonly MetricId[];
