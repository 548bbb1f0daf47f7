import { squaredDistances } from "./brier.ts";
import { logLosses } from "./nll.ts";
import { interleave } from "./pooled.ts";
import { createSample, type Known, type Sample, type SampleContext } from "./sample.ts";
import { type TopLabel, topLabel } from "./top-label.ts";
import { labelInTop } from "./top5.ts";

/** What became of each example, where the probabilities of the other classes were not kept. Rows are examples. */
export interface Outcomes {
  /** Number of classes. */
  readonly classes: number;
  /** True class, in [0, classes - 1]. */
  readonly labels: Int32Array;
  /** Predicted class; -1 where the answer is not a number. */
  readonly predicted: Int32Array;
  /** Largest probability. */
  readonly confidence: Float64Array;
  /** -ln p(label), nats. */
  readonly nll: Float64Array;
  /** Squared distance of the probabilities from the label's, [0, 2]. */
  readonly brier: Float64Array;
  /** 1 where the label is among the five most probable classes; where it was kept. */
  readonly inTop5?: Uint8Array;
}

/**
 * A sample of which the outcomes alone are known: it has every metric but those that need the probabilities of all
 * classes (`Metric.wholeDistribution`), and top-5 where that was kept.
 *
 * @throws InputError where there is no example
 */
export function createOutcomeSample(outcomes: Outcomes, context: SampleContext = {}): Sample {
  const { classes, labels, predicted, confidence, nll, brier, inTop5 } = outcomes;
  const correct = Uint8Array.from(predicted, (k, i) => (k === labels[i] ? 1 : 0));
  const predictions = { probabilities: new Float64Array(0), labels, count: labels.length, classes };
  return createSample(predictions, context, [
    known(topLabel, { predicted, confidence, correct }, poolTopLabels),
    known(logLosses, nll, inTurn),
    known(squaredDistances, brier, inTurn),
    ...(inTop5 === undefined ? [] : [known(labelInTop, inTop5, (a, b) => Uint8Array.from(inTurn(a, b)))]),
  ]);
}

function known<T>(quantity: (sample: Sample) => T, value: T, pool: (first: T, second: T) => T): Known {
  return { quantity, value, pool } as Known;
}

function inTurn(first: ArrayLike<number>, second: ArrayLike<number>): Float64Array {
  return interleave(Float64Array.from(first), Float64Array.from(second), 1);
}

function poolTopLabels(first: TopLabel, second: TopLabel): TopLabel {
  return {
    predicted: Int32Array.from(inTurn(first.predicted, second.predicted)),
    confidence: inTurn(first.confidence, second.confidence),
    correct: Uint8Array.from(inTurn(first.correct, second.correct)),
  };
}
