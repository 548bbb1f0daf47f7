import { compare } from "../../metrics/index.ts";
import { createRandom } from "../../src/core/random.ts";
import { drawPair, superclasses, takeRows } from "./population.ts";
import { addTallies, type Slice, type Tally } from "./simulation.ts";

/** How often comparisons found a difference where there is none. */
export interface NoDifference {
  /** By metric, before adjustment. */
  readonly alarms: Tally;
  /** Comparisons in which any metric alarmed after Holm's adjustment. */
  readonly family: number;
}

/** Level at which a p-value alarms. */
export const LEVEL = 0.05;

/** A multiple of 1 / LEVEL less one, so that p can be LEVEL exactly, and enough for Holm's factor of 23 metrics. */
const PERMUTATIONS = 499;

/**
 * A paired null: two different networks whose answers are exchanged at random, example by example, and then compared. So
 * neither is better, in any metric, though they differ in each.
 */
export function simulateNoDifference({ count, from, to }: Slice): NoDifference {
  const alarms: Record<string, number> = {};
  let family = 0;
  const rows = Int32Array.from({ length: count }, (_, i) => i);
  for (let run = from; run < to; run++) {
    const random = createRandom("false alarms without a difference").fork(count, run);
    const pair = drawPair(random.fork("examples"), count);
    const exchange = random.fork("exchange");
    const exchanged = Uint8Array.from({ length: count }, () => exchange.integer(2));
    const first = takeRows(pair, rows, (i) => (exchanged[i] === 0 ? 0 : 1));
    const second = takeRows(pair, rows, (i) => (exchanged[i] === 0 ? 1 : 0));
    const { differences } = compare(first, second, {
      superclasses,
      seed: run,
      permutations: PERMUTATIONS,
      resamples: 1,
    });
    for (const { id, p } of differences) alarms[id] = (alarms[id] ?? 0) + (p < LEVEL ? 1 : 0);
    if (differences.some(({ adjustedP }) => adjustedP < LEVEL)) family++;
  }
  return { alarms, family };
}

/** The alarms of two slices of runs. */
export function addNoDifference(first: NoDifference, second: NoDifference): NoDifference {
  return { alarms: addTallies(first.alarms, second.alarms), family: first.family + second.family };
}
