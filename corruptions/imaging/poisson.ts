import type { Random } from "../../src/core/random.ts";

/** Inversion table of a Poisson distribution. */
interface PoissonTable {
  /** Count of the first entry of `cumulative`; the counts below it have no weight in double precision. */
  readonly first: number;
  /** P(K <= first + i). */
  readonly cumulative: Float64Array;
  /** `guide[j]`: the first entry whose cumulative probability exceeds j / guide.length. */
  readonly guide: Uint16Array;
}

const GUIDE_LENGTH = 256;
/** Weight below which a tail is dropped: less than one draw's resolution of 2^-53. */
const NEGLIGIBLE = 2 ** -60;

/**
 * Poisson-distributed counts, by inversion of one uniform number each: the smallest k with u < P(K <= k).
 *
 * Source: Devroye 1986, Non-Uniform Random Variate Generation, III.2.4 (guide tables).
 *
 * @param pixels 8-bit values v
 * @param tables for the scale; tables that are missing are added
 */
export function poissonCounts(pixels: Uint8Array, { scale, ofValue }: PoissonTables, random: Random): Float64Array {
  const counts = new Float64Array(pixels.length);
  for (let i = 0; i < counts.length; i++) {
    ofValue[pixels[i]] ??= makeTable((pixels[i] / 255) * scale);
    const { first, cumulative, guide } = ofValue[pixels[i]] as PoissonTable;
    const u = random.uniform();
    let entry = guide[(u * GUIDE_LENGTH) | 0];
    while (u >= cumulative[entry]) entry++;
    counts[i] = first + entry;
  }
  return counts;
}

/** Tables for the values of 8-bit images. */
export interface PoissonTables {
  readonly scale: number;
  /** Of the 256 values, each made when first met. */
  readonly ofValue: (PoissonTable | undefined)[];
}

/** @param scale the mean count of a value v is v / 255 * scale, at most 700 */
export function createPoissonTables(scale: number): PoissonTables {
  return { scale, ofValue: new Array<PoissonTable | undefined>(256).fill(undefined) };
}

function makeTable(rate: number): PoissonTable {
  const cumulative: number[] = [];
  let first = 0;
  let probability = Math.exp(-rate);
  let sum = 0;
  for (let count = 0; count <= rate || probability > NEGLIGIBLE; count++) {
    sum += probability;
    if (sum < NEGLIGIBLE) first = count + 1;
    else cumulative.push(sum);
    probability *= rate / (count + 1);
  }
  cumulative.push(Number.POSITIVE_INFINITY);
  const guide = new Uint16Array(GUIDE_LENGTH);
  let entry = 0;
  for (let j = 0; j < GUIDE_LENGTH; j++) {
    while (j / GUIDE_LENGTH >= cumulative[entry]) entry++;
    guide[j] = entry;
  }
  return { first, cumulative: Float64Array.from(cumulative), guide };
}
