import { ece } from "../ece.ts";
import type { Metric } from "../metric.ts";
import { type BinClosure, binSums, findBin, meanGap } from "../reliability.ts";
import type { Sample } from "../sample.ts";
import { topLabel } from "../top-label.ts";

/** Bins that another code base uses for the calibration error of the top label. */
interface Binning {
  /** Ascending, from 0. */
  readonly edges: Float64Array;
  readonly closure: BinClosure;
  /** As the signature names them. */
  readonly bins: string;
  /** Confidence 1 in a bin of its own, beyond the last. */
  readonly phantom?: true;
}

/** Expected calibration error over other bins than the canonical. */
export function binnedEce({ edges, closure, bins, phantom }: Binning): Metric {
  const length = edges.length - 1 + (phantom ? 1 : 0);
  const binOf = (sample: Sample) =>
    Uint8Array.from(sample.fixed(topLabel).confidence, (value) =>
      phantom && value >= 1 ? length - 1 : findBin(value, edges, closure),
    );
  return {
    ...ece,
    definition: { ...ece.definition, bins, edges: phantom ? `${closure}+phantom` : closure },
    compute(sample) {
      const { confidence, correct } = sample.fixed(topLabel);
      return meanGap(binSums(sample, length, sample.fixed(binOf), confidence, correct));
    },
  };
}
