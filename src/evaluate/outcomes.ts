import { logLosses, type Sample, squaredDistances, topLabel } from "../../metrics/index.ts";

/** What became of each example under one condition: all that paired statistics of a finished run need. */
export interface Outcomes {
  /** Predicted class, the first of equal maxima. */
  readonly predicted: Int32Array;
  /** Largest softmax probability. */
  readonly confidence: Float32Array;
  /** 1 where the prediction is the label. */
  readonly correct: Uint8Array;
  /** -ln p(label). */
  readonly nll: Float32Array;
  /** Sum over classes of (p - onehot)^2. */
  readonly brier: Float32Array;
}

/** The per-example outcomes behind a sample's metrics. */
export function outcomesOf(sample: Sample): Outcomes {
  const { predicted, confidence, correct } = sample.fixed(topLabel);
  return {
    predicted,
    confidence: Float32Array.from(confidence),
    correct,
    nll: Float32Array.from(sample.fixed(logLosses)),
    brier: Float32Array.from(sample.fixed(squaredDistances)),
  };
}
