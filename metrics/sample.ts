import type { Superclasses } from "../src/core/dataset.ts";
import { InputError } from "../src/core/error.ts";
import type { Predictions } from "../src/core/predictions.ts";

/**
 * The examples that a sample has, each once, with how many times it occurs: about two thirds of all in a bootstrap
 * resample, half of two models' answers in a permutation. Sums go over these rather than over all counts.
 */
export interface Occurrences {
  /** Number of entries; the arrays may be longer. */
  readonly length: number;
  /** Places of the examples in the predictions, ascending. */
  readonly rows: Int32Array;
  readonly weights: Uint16Array;
}

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
  readonly occurring: Occurrences;
  /** Fixed quantities that are not computed from the predictions. */
  readonly known?: readonly Known[];
  /** The two models whose rows are in this sample in turn, where it is of two. */
  readonly pooled?: readonly [Sample, Sample];
  /** Whether it shares the pooled rows with another sample, which has all those that this one has not. */
  readonly shared?: true;
  /** That other sample, where this is the second of the two. */
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

/** A fixed quantity that is given rather than computed, because what it would be computed from was not kept. */
export interface Known<T = unknown> {
  readonly quantity: (sample: Sample) => T;
  readonly value: T;
  /** Two models' values as one, row by row in turn. */
  pool(first: T, second: T): T;
}

/**
 * The sample of these predictions, each example once.
 *
 * @param known fixed quantities that are given
 * @throws InputError where there is no example, or the superclasses are of another number of classes
 */
export function createSample(predictions: Predictions, context: SampleContext = {}, known?: readonly Known[]): Sample {
  const { count, classes } = predictions;
  if (count === 0) throw new InputError("predictions", { expected: "at least one example", got: "none" });
  const { superclasses } = context;
  if (superclasses !== undefined && superclasses.of.length !== classes) {
    throw new InputError("superclasses", {
      expected: `one for each of ${classes} classes`,
      got: `${superclasses.of.length}`,
    });
  }
  return bindSample({ predictions, ...(superclasses && { superclasses }), ...(known && { known }) }, everyRow(count));
}

/**
 * The same predictions with other counts.
 *
 * @param counts times that each example occurs, at most 65,535; kept, not copied
 * @param occurring what `occurrencesOf(counts)` gives, where it is known already
 */
export function resample(sample: Sample, counts: Uint16Array, occurring = occurrencesOf(counts)): Sample {
  let total = 0;
  for (let at = 0; at < occurring.length; at++) total += occurring.weights[at];
  return bindSample(sample, { counts, occurring, total });
}

export function occurrencesOf(counts: Uint16Array): Occurrences {
  const rows = new Int32Array(counts.length);
  const weights = new Uint16Array(counts.length);
  let length = 0;
  for (let row = 0; row < counts.length; row++) {
    rows[length] = row;
    weights[length] = counts[row];
    // 1 where it occurs: the sign bit, because processors mispredict a branch at every other example.
    length += -counts[row] >>> 31;
  }
  return { length, rows, weights };
}

/** Each of `count` rows once. */
export function everyRow(count: number): Draw {
  const counts = new Uint16Array(count).fill(1);
  return { counts, occurring: occurrencesOf(counts), total: count };
}

/** Which rows of its predictions a sample has. */
type Draw = Pick<Sample, "counts" | "occurring" | "total">;

type Quantities = Map<(sample: Sample) => unknown, unknown>;

/** A sample's memory of its fixed quantities, handed on to all samples of the same predictions. */
const FIXED = Symbol("fixed quantities");

/** What samples of the same predictions have in common. */
interface Source extends Pick<Sample, "predictions" | "superclasses" | "known" | "pooled" | "shared" | "rest"> {
  readonly [FIXED]?: Quantities;
}

/** A sample with other rows of the same predictions, or of new ones, which nothing is known of yet. */
export function bindSample(source: Source, draw: Draw): Sample {
  const fixed = source[FIXED] ?? quantitiesOf(source.known);
  const derived: Quantities = new Map();
  const sample = {
    ...source,
    ...draw,
    fixed: <T>(quantity: (sample: Sample) => T): T => remember(fixed, quantity, sample),
    derived: <T>(quantity: (sample: Sample) => T): T => remember(derived, quantity, sample),
    [FIXED]: fixed,
  };
  return sample;
}

function quantitiesOf(known: readonly Known[] = []): Quantities {
  return new Map(known.map(({ quantity, value }) => [quantity, value]));
}

function remember<T>(known: Quantities, quantity: (sample: Sample) => T, sample: Sample): T {
  const remembered = known.get(quantity);
  if (remembered !== undefined) return remembered as T;
  const value = quantity(sample);
  known.set(quantity, value);
  return value;
}
