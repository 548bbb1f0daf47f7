import { InputError } from "../../src/core/error.ts";
import { type Drawn, sumOverImages } from "../images/drawn.ts";
import type { BinSums } from "../reliability.ts";
import { CONFIDENCE_WIDTH, PART } from "./confidence-counts.ts";
import type { SegmentationCounts } from "./counts.ts";

/** Sums over the pixels of the images drawn. */
export interface ConfidenceSums {
  readonly bins: BinSums;
  /** Pixels, and wrong ones, by ascending log-odds. */
  readonly ranked: Float64Array;
  readonly rankedWrong: Float64Array;
  readonly nll: number;
  readonly brier: number;
  readonly total: number;
}

/** A derived quantity. */
export function confidenceSums(drawn: Drawn<SegmentationCounts>): ConfidenceSums {
  const { confidence } = drawn.counts;
  if (confidence === undefined) {
    throw new InputError("counts", { expected: "histograms of confidence", got: "label maps alone" });
  }
  const sums = sumOverImages(confidence, CONFIDENCE_WIDTH, drawn.weights);
  const bins = {
    count: sums.subarray(PART.count, PART.right),
    correct: sums.subarray(PART.right, PART.confidence),
    confidence: sums.subarray(PART.confidence, PART.ranked),
  };
  return {
    bins,
    ranked: sums.subarray(PART.ranked, PART.rankedWrong),
    rankedWrong: sums.subarray(PART.rankedWrong, PART.nll),
    nll: sums[PART.nll],
    brier: sums[PART.brier],
    total: bins.count.reduce((total, count) => total + count, 0),
  };
}
