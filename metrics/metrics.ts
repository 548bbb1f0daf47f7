import { accuracy } from "./accuracy.ts";
import { augrc } from "./augrc.ts";
import { aurc } from "./aurc.ts";
import { brier } from "./brier.ts";
import { eaurc } from "./eaurc.ts";
import { ece } from "./ece.ts";
import { fpr95 } from "./fpr95.ts";
import type { Metric } from "./metric.ts";
import { nll } from "./nll.ts";
import { top5 } from "./top5.ts";

/** Every metric, in the order in which tables print them. A new one is a file, its test and a line here. */
export const metrics = [
  accuracy,
  top5,
  aurc,
  eaurc,
  augrc,
  fpr95,
  ece,
  brier,
  nll,
] as const satisfies readonly Metric[];

export type MetricId = (typeof metrics)[number]["id"];
