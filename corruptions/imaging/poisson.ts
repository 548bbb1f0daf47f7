import type { Random } from "../../src/core/random.ts";

/** Inversion table of a Poisson distribution. */
export interface PoissonTable {
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
const tables = new Map<number, PoissonTable>();

/** The table for a rate in 0...700, made once per rate: an image has at most 256 of them. */
export function poissonTable(rate: number): PoissonTable {
  let table = tables.get(rate);
  if (table === undefined) {
    table = makeTable(rate);
    tables.set(rate, table);
  }
  return table;
}

/**
 * A Poisson-distributed count by inversion of one uniform number: the smallest k with u < P(K <= k).
 *
 * Source: Devroye 1986, Non-Uniform Random Variate Generation, III.2.4 (guide tables).
 */
export function samplePoisson({ first, cumulative, guide }: PoissonTable, random: Random): number {
  const u = random.uniform();
  let entry = guide[(u * GUIDE_LENGTH) | 0];
  while (u >= cumulative[entry]) entry++;
  return first + entry;
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
