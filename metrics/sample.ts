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
 * @param counts times that each example occurs, 0...65535; kept, not copied
 */
export function resample(sample: Sample, counts: Uint16Array): Sample {
  let total = 0;
  for (let i = 0; i < counts.length; i++) total += counts[i];
  return bind(sample, counts, total, fixedQuantities(sample));
}

type Quantities = Map<(sample: Sample) => unknown, unknown>;

/** A sample's memory of its fixed quantities, handed on to its resamples. */
const FIXED = Symbol("fixed quantities");

function fixedQuantities(sample: Sample): Quantities {
  return (sample as Sample & { readonly [FIXED]: Quantities })[FIXED];
}

function bind(
  source: Pick<Sample, "predictions" | "superclasses">,
  counts: Uint16Array,
  total: number,
  fixed: Quantities,
): Sample {
  const derived: Quantities = new Map();
  const sample = {
    predictions: source.predictions,
    ...(source.superclasses === undefined ? {} : { superclasses: source.superclasses }),
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
