import {
  harmBounds,
  harmOf,
  type Interval,
  improvement,
  lostAndWon,
  mcnemarWorse,
  type Paired,
  permutationTest,
  testMargin,
} from "../../metrics/index.ts";
import type { Change } from "../result/check-result.ts";

/** What the examples say about a harm and a margin of it, before any adjustment. */
export interface Evidence {
  readonly paired: Paired;
  readonly margin: number;
  readonly test: Change["test"];
  /** Positive where the candidate is worse. */
  readonly harm: number;
  /** One-sided p-values of: the harm is beyond the margin; it is within the margin; the candidate is better. */
  readonly p: number;
  readonly withinP: number;
  readonly improvedP: number;
  /** One-sided bounds of the harm, each with this confidence. */
  bounds(confidence: number): Interval;
}

/**
 * Evidence for and against a harm. Against a margin: Tango's score test for shares, else the bootstrap. Without one, whether
 * there is a difference at all: the exact McNemar test for shares, else the paired permutation test, which hold their
 * level for every metric.
 */
export function evidenceOf(paired: Paired, margin: number): Evidence {
  const common = {
    paired,
    margin,
    harm: improvement(paired.metric, paired.values[1], paired.values[0]),
    bounds: (confidence: number) => harmBounds(paired, confidence),
  };
  const shares = lostAndWon(paired);
  if (margin > 0) {
    const { regression, nonInferiority } = testMargin(paired, margin);
    const improvedP = testMargin(paired, 0).nonInferiority;
    return { ...common, test: shares ? "tango" : "bootstrap", p: regression, withinP: nonInferiority, improvedP };
  }
  if (shares !== undefined) {
    const turned = { onlyFirst: shares.onlySecond, onlySecond: shares.onlyFirst };
    const [p, improvedP] = [mcnemarWorse(shares), mcnemarWorse(turned)];
    return { ...common, test: "mcnemar", p, withinP: Number.NaN, improvedP };
  }
  return {
    ...common,
    test: "permutation",
    p: permutationTest(paired, "worse"),
    withinP: Number.NaN,
    improvedP: permutationTest(paired, "better"),
  };
}

/** Whether the metric is defined for both, so that something can be said at all. */
export function isDefined({ paired: { values, discordant }, harm, paired }: Evidence): boolean {
  if (!values.every(Number.isFinite) || Number.isNaN(harm)) return false;
  return discordant !== undefined || harmOf(paired).resampled.length > 0;
}
