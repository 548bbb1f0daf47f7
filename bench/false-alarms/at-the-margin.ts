import { measure, measurePaired, metrics, testMargin } from "../../metrics/index.ts";
import { improvement } from "../../metrics/metric.ts";
import { createRandom } from "../../src/core/random.ts";
import { LEVEL } from "./no-difference.ts";
import { drawPair, superclasses, takeRows } from "./population.ts";
import { addTallies, type Slice, type Tally } from "./simulation.ts";

/** How often a test against a margin alarmed where the true harm is the margin itself. */
export interface AtTheMargin {
  /** Regressions found, and non-inferiority shown, by metric. */
  readonly regression: Tally;
  readonly nonInferiority: Tally;
}

/** Examples that stand for all there are: its values are the truth that samples of it are about. */
const POPULATION = 200_000;

const RESAMPLES = 499;

/**
 * Samples of a population in which the second network is worse by a known amount in each metric, tested against a margin
 * of exactly that amount: neither is there a regression beyond it nor non-inferiority, but only just, so that each test
 * may alarm in as many runs as its level says. Where the second network is the better one, the margin is negative.
 */
export function simulateAtTheMargin({ count, from, to }: Slice): AtTheMargin {
  const population = drawPair(createRandom("false alarms at the margin: population"), POPULATION);
  const [before, after] = population.map((model) => measure(model, undefined, { superclasses }));
  const margins = metrics.map(({ id, ...metric }) => improvement(metric, after[id], before[id]));
  const regression: Record<string, number> = {};
  const nonInferiority: Record<string, number> = {};
  for (let run = from; run < to; run++) {
    const random = createRandom("false alarms at the margin").fork(count, run);
    const rows = Int32Array.from({ length: count }, () => random.integer(POPULATION));
    const [first, second] = ([0, 1] as const).map((model) => takeRows(population, rows, () => model));
    const paired = measurePaired(first, second, { superclasses, seed: run, permutations: 1, resamples: RESAMPLES });
    for (const [m, pair] of paired.entries()) {
      const test = testMargin(pair, margins[m]);
      const { id } = pair.metric;
      regression[id] = (regression[id] ?? 0) + (test.regression < LEVEL ? 1 : 0);
      nonInferiority[id] = (nonInferiority[id] ?? 0) + (test.nonInferiority < LEVEL ? 1 : 0);
    }
  }
  return { regression, nonInferiority };
}

/** The alarms of two slices of runs. */
export function addAtTheMargin(first: AtTheMargin, second: AtTheMargin): AtTheMargin {
  return {
    regression: addTallies(first.regression, second.regression),
    nonInferiority: addTallies(first.nonInferiority, second.nonInferiority),
  };
}
