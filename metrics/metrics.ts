import { accuracy } from "./accuracy.ts";
import { augrc } from "./augrc.ts";
import { auprError } from "./aupr-error.ts";
import { aurc } from "./aurc.ts";
import { auroc } from "./auroc.ts";
import { brier } from "./brier.ts";
import { brierCalibration } from "./brier-calibration.ts";
import { brierRefinement } from "./brier-refinement.ts";
import { eaurc } from "./eaurc.ts";
import { ece } from "./ece.ts";
import { eceClassWise } from "./ece-class-wise.ts";
import { eceDebiased } from "./ece-debiased.ts";
import { eceEqualMass } from "./ece-equal-mass.ts";
import { eceTemperature } from "./ece-temperature.ts";
import { fpr95 } from "./fpr95.ts";
import { mce } from "./mce.ts";
import type { Metric } from "./metric.ts";
import { nll } from "./nll.ts";
import { overconfidence } from "./overconfidence.ts";
import { recallMean } from "./recall-mean.ts";
import { recallWorst } from "./recall-worst.ts";
import { superclassErrors } from "./superclass-errors.ts";
import { superclassMass } from "./superclass-mass.ts";
import { top5 } from "./top5.ts";

/** Every metric, in the order in which tables print them. A new one is a file, its test and a line here. */
export const metrics = [
  accuracy,
  top5,
  recallMean,
  recallWorst,
  aurc,
  eaurc,
  augrc,
  fpr95,
  auroc,
  auprError,
  ece,
  eceEqualMass,
  eceClassWise,
  eceDebiased,
  eceTemperature,
  mce,
  overconfidence,
  brier,
  brierCalibration,
  brierRefinement,
  nll,
  superclassMass,
  superclassErrors,
] as const satisfies readonly Metric[];

/** Those that are measured under every condition, in the order of the table. */
export const headlineMetrics: readonly Metric[] = metrics.filter((metric: Metric) => metric.headline);

export type MetricId = (typeof metrics)[number]["id"];
