import { compare } from "../../metrics/index.ts";
import { createRandom } from "../../src/core/random.ts";
import { drawPair, superclasses, takeRows } from "./population.ts";

/** How often comparisons found a difference where there is none. */
export interface NoDifference {
  readonly runs: number;
  /** By metric, before adjustment. */
  readonly alarms: Readonly<Record<string, number>>;
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
export function simulateNoDifference(count: number, runs: number): NoDifference {
  const alarms: Record<string, number> = {};
  let family = 0;
  const rows = Int32Array.from({ length: count }, (_, i) => i);
  for (let run = 0; run < runs; run++) {
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
  return { runs, alarms, family };
}
