import type { Superclasses } from "../src/core/dataset.ts";
import { InputError } from "../src/core/error.ts";
import type { Predictions } from "../src/core/predictions.ts";

/**
 * The examples that a metric is computed on: predictions, and how many times each example occurs. In the sample as
 * given each occurs once; a bootstrap resample is the same predictions with other counts, so that what does not depend
 * on the counts (the order by confidence, each example's loss) is computed once for all resamples.
 */
export interface Sample {
  readonly predictions: Predictions;
  /** Times that each example occurs. */
  readonly counts: Uint16Array;
  /** Sum of the counts. */
  readonly total: number;
  readonly superclasses?: Superclasses;
  /** The two models whose rows are in this sample in turn, where it is of two. */
  readonly pooled?: readonly [Sample, Sample];
  /** A sample of the same pooled rows, of which this one has all those that it has not. */
  readonly rest?: Sample;
  /** A quantity of the predictions that the counts do not change: computed once for this sample and its resamples. */
  fixed<T>(quantity: (sample: Sample) => T): T;
  /** A quantity that depends on the counts and that several metrics share: computed once for this sample. */
  derived<T>(quantity: (sample: Sample) => T): T;
}

/** What some metrics need besides predictions. */
export interface SampleContext {
  readonly superclasses?: Superclasses;
}

/**
 * The sample of these predictions, each example once.
 *
 * @throws InputError where there is no example, or the superclasses are of another number of classes
 */
export function createSample(predictions: Predictions, context: SampleContext = {}): Sample {
  const { count, classes } = predictions;
  if (count === 0) throw new InputError("predictions", { expected: "at least one example", got: "none" });
  const { superclasses } = context;
  if (superclasses !== undefined && superclasses.of.length !== classes) {
    throw new InputError("superclasses", {
      expected: `one for each of ${classes} classes`,
      got: `${superclasses.of.length}`,
    });
  }
  const withContext = superclasses === undefined ? { predictions } : { predictions, superclasses };
  return bind(withContext, new Uint16Array(count).fill(1), count, new Map());
}

/**
 * The same predictions with other counts.
 *
 * @param counts times that each example occurs, at most 65,535; kept, not copied
 */
export function resample(sample: Sample, counts: Uint16Array): Sample {
  let total = 0;
  for (let i = 0; i < counts.length; i++) total += counts[i];
  return bind(sample, counts, total, fixedQuantities(sample));
}

/**
 * Two models' answers about the same examples as one sample: rows 2i and 2i + 1 are the first's and the second's about
 * example i, so that any one row of each example is in the order of the file. Where only one has logits, both count as
 * probabilities.
 */
export function poolSamples(first: Sample, second: Sample): Sample {
  const [a, b] = [first.predictions, second.predictions];
  const count = a.count + b.count;
  const predictions: Predictions = {
    probabilities: interleave(a.probabilities, b.probabilities, a.classes),
    ...(a.logits === undefined || b.logits === undefined ? {} : { logits: interleave(a.logits, b.logits, a.classes) }),
    labels: Int32Array.from({ length: count }, (_, row) => a.labels[row >> 1]),
    count,
    classes: a.classes,
  };
  const source = { ...first, predictions, pooled: [first, second] as const };
  return bind(source, new Uint16Array(count).fill(1), count, new Map());
}

/** Rows of `width` values of each in turn. */
export function interleave(first: Float64Array, second: Float64Array, width: number): Float64Array {
  const both = new Float64Array(first.length + second.length);
  for (let at = 0; at < first.length; at += width) {
    both.set(first.subarray(at, at + width), 2 * at);
    both.set(second.subarray(at, at + width), 2 * at + width);
  }
  return both;
}

/** The rows of a pooled sample that a sample of it leaves out. A sum over them is the sum over both models less its own. */
export function restOf(sample: Sample): Sample {
  const counts = sample.counts.map((count) => 1 - count);
  const rows = sample.predictions.count;
  return bind({ ...sample, rest: sample }, counts, rows - sample.total, fixedQuantities(sample));
}

type Quantities = Map<(sample: Sample) => unknown, unknown>;

/** A sample's memory of its fixed quantities, handed on to its resamples. */
const FIXED = Symbol("fixed quantities");

function fixedQuantities(sample: Sample): Quantities {
  return (sample as Sample & { readonly [FIXED]: Quantities })[FIXED];
}

function bind(
  source: Pick<Sample, "predictions" | "superclasses" | "pooled" | "rest">,
  counts: Uint16Array,
  total: number,
  fixed: Quantities,
): Sample {
  const derived: Quantities = new Map();
  const sample = {
    ...source,
    counts,
    total,
    fixed: <T>(quantity: (sample: Sample) => T): T => remember(fixed, quantity, sample),
    derived: <T>(quantity: (sample: Sample) => T): T => remember(derived, quantity, sample),
    [FIXED]: fixed,
  };
  return sample;
}

function remember<T>(known: Quantities, quantity: (sample: Sample) => T, sample: Sample): T {
  if (!known.has(quantity)) known.set(quantity, quantity(sample));
  return known.get(quantity) as T;
}
