import { createSample, type Known, type Sample } from "../../sample.ts";
import { type TopLabel, topLabel } from "../../top-label.ts";

/** A metric of two models after a share of the candidate's right answers was lost. */
export interface AfterLoss {
  /** How much worse the candidate is than without, in the metric's unit. */
  readonly harm: number;
  /** Standard error of the paired difference. */
  readonly error: number;
  /** Skewness and kurtosis (3 of a normal) of the examples' differences, where they are known: see `detectableHarm`. */
  readonly shape?: { readonly skewness: number; readonly kurtosis: number };
  /** Where the metric is a share under one condition: shares of examples that only the baseline, only the candidate, has. */
  readonly discordant?: { readonly lost: number; readonly won: number };
}

/**
 * What losing answers does to a metric: the alternative that the smallest detectable harm is stated for. Of the candidate's
 * right answers a share, drawn at random and under each condition by itself, becomes wrong. A lost answer keeps its
 * confidence, and has the loss (and the place among the first five) of one of the wrong answers, drawn at random.
 */
export interface LostAnswers {
  /** Ascending, from 0: shares between which harm is a straight line, and the error smooth. */
  readonly shares: readonly number[];
  at(share: number): AfterLoss;
}

/** Right answers, the most confident first. */
export function rightAnswers(sample: Sample): Int32Array {
  const { confidence, correct } = sample.fixed(topLabel);
  const right = Int32Array.from(correct.keys()).filter((i) => correct[i] === 1);
  return right.sort((a, b) => confidence[b] - confidence[a] || a - b);
}

/** The same examples with evenly spaced ones of the right answers, by confidence, lost; about `share` of them. */
export function loseAnswers(sample: Sample, share: number, start = 0.5): Sample {
  const lost = rightAnswers(sample).filter(
    (_, place) => Math.floor(share * (place + 1) + start) > Math.floor(share * place + start),
  );
  return loseRows(sample, lost);
}

/** The same examples with the answers of these rows lost. */
export function loseRows(sample: Sample, rows: Iterable<number>): Sample {
  const { predicted, confidence, correct } = sample.fixed(topLabel);
  const damaged: TopLabel = { predicted: Int32Array.from(predicted), confidence, correct: Uint8Array.from(correct) };
  for (const i of rows) {
    damaged.predicted[i] = -1;
    damaged.correct[i] = 0;
  }
  const known: Known = { quantity: topLabel, value: damaged, pool: (first) => first };
  const { superclasses } = sample;
  return createSample(sample.predictions, { ...(superclasses && { superclasses }) }, [
    ...(sample.known ?? []).filter(({ quantity }) => quantity !== topLabel),
    known,
  ]);
}
