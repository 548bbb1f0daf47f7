import { improvement, type MetricRecord, printedScale, signature } from "../src/core/metric-record.ts";
import type { Sample } from "./sample.ts";

export { improvement, type MetricRecord, printedScale, signature };

/**
 * One number about a classifier's reliability. Values are fractions (or nats, for NLL); `unit` says how a report
 * prints them. A metric that a sample does not define (the false positive rate where nothing is wrong) is NaN.
 */
export interface Metric extends MetricRecord {
  /** Paper and equation, or repository and path, that define it. */
  readonly source: string;
  /** Where the value is a share of examples: 1 for each that counts. Its interval is Wilson's, its test McNemar's. */
  readonly proportion?: (sample: Sample) => Uint8Array;
  /** Where the value is the mean of one number per example that is no share: these numbers, a fixed quantity. */
  readonly perExample?: (sample: Sample) => Float64Array;
  /**
   * Where noise pushes the number one way (an absolute gap up, a minimum down), resampling, which adds noise, pushes it
   * further. `value`: the value has that bias and resampled values have it twice; its interval is the reflected one,
   * which takes it off. `resamples`: the value is corrected and resampled values have the bias once; its interval is
   * the centred one.
   */
  readonly biased?: "value" | "resamples";
  /**
   * Why a test against a margin of harm does not keep its level for this metric, where it does not, as measured in
   * docs/false-alarms.md. Whether there is any difference can be tested for it all the same: that test is exact.
   */
  readonly noMargin?: string;
  /** Whether it needs every class's probability, and not only the predicted class, its probability and the losses. */
  readonly wholeDistribution?: true;
  /** What it needs besides predictions. */
  readonly needs?: "superclasses";
  compute(sample: Sample): number;
}
