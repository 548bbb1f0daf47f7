import type { Sample } from "../sample.ts";
import { type ClassAccuracy, classAccuracy } from "./class-accuracy.ts";
import { type ReliabilityBin, reliabilityCurve } from "./reliability-curve.ts";
import { type RiskCoveragePoint, riskCoverageCurve } from "./risk-coverage-curve.ts";
import { type RocPoint, rocCurve } from "./roc-curve.ts";

export type { ClassAccuracy, ReliabilityBin, RiskCoveragePoint, RocPoint };

/** The curves behind the metrics, as data. */
export interface Curves {
  readonly reliability: readonly ReliabilityBin[];
  readonly riskCoverage: readonly RiskCoveragePoint[];
  readonly roc: readonly RocPoint[];
  readonly classes: readonly ClassAccuracy[];
}

/** Every curve of a sample; what they share with each other and with the metrics is computed once. */
export function curves(sample: Sample): Curves {
  return {
    reliability: reliabilityCurve(sample),
    riskCoverage: riskCoverageCurve(sample),
    roc: rocCurve(sample),
    classes: classAccuracy(sample),
  };
}
