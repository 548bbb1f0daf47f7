/** A reason to doubt a robust accuracy. */
export interface ReliabilityFlag {
  readonly code:
    | "gradient-zero"
    | "gradient-not-finite"
    | "loss-not-rising"
    | "beaten"
    | "above-chance-at-huge-epsilon"
    | "randomised"
    | "depends-on-batch"
    | "outputs-are-probabilities";
  /** What was seen and what it means, for a reader who has only this. */
  readonly sentence: string;
  /** The numbers behind it. */
  readonly evidence: Readonly<Record<string, number>>;
}

/** Probability at which a check by chance alone would raise a flag. */
export const FALSE_ALARM = 0.01;
