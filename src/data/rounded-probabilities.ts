/** Most decimals that are taken for rounding: with more, sums are off by less than anybody asks. */
const MOST_DECIMALS = 4;
/** How near a multiple of a power of ten a number is: single precision at 1. */
const NEAR = 1e-7;
/** Sums that need no explanation. */
const EXACT = 1e-3;

/** Rows of probabilities that were rounded. */
export interface Rounded {
  readonly decimals: number;
  /** Smallest and largest sum of a row. */
  readonly sums: readonly [number, number];
  /** Each row divided by its sum. */
  readonly values: Float64Array;
}

/**
 * Rows of probabilities that do not sum to one because they were rounded to a few decimals: each is off by at most
 * half a unit of the last one, so a row of K by at most K / 2 units.
 *
 * @param values row-major [n, columns]
 * @returns nothing where all sum to one within 0.001, or rounding does not explain it
 */
export function roundedProbabilities(values: Float64Array, columns: number): Rounded | undefined {
  const sums = sumsOf(values, columns);
  const [lowest, highest] = extremes(sums);
  if (Math.max(1 - lowest, highest - 1) <= EXACT) return undefined;
  const decimals = decimalsOf(values);
  if (decimals === undefined) return undefined;
  const most = (columns / 2) * 10 ** -decimals;
  if (Math.max(1 - lowest, highest - 1) > most + NEAR * columns || lowest <= 0) return undefined;
  return { decimals, sums: [lowest, highest], values: values.map((value, i) => value / sums[Math.floor(i / columns)]) };
}

/** The fewest decimals that all numbers have, where they are few. */
function decimalsOf(values: Float64Array): number | undefined {
  for (let decimals = 1; decimals <= MOST_DECIMALS; decimals++) {
    const scale = 10 ** decimals;
    const rounded = (value: number) =>
      value >= 0 && value <= 1 && Math.abs(value - Math.round(value * scale) / scale) < NEAR;
    if (values.every(rounded)) return decimals;
  }
  return undefined;
}

function sumsOf(values: Float64Array, columns: number): Float64Array {
  const sums = new Float64Array(values.length / columns);
  values.forEach((value, i) => {
    sums[Math.floor(i / columns)] += value;
  });
  return sums;
}

function extremes(values: Float64Array): readonly [number, number] {
  return values.reduce<[number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity],
  );
}

/**
 * How often the columns of a table sum to one, where they all do so equally often: the softmax was taken over the
 * examples of each batch in place of the classes, and that is the number of batches.
 */
export function softmaxOverExamples(values: Float64Array, columns: number): number | undefined {
  const sums = new Float64Array(columns);
  for (const [i, value] of values.entries()) {
    if (!(value >= 0 && value <= 1)) return undefined;
    sums[i % columns] += value;
  }
  const batches = Math.round(sums[0]);
  return batches >= 1 && sums.every((sum) => Math.abs(sum - batches) <= EXACT * batches) ? batches : undefined;
}
