import type { MeasuredOutcome } from "../result/study-cell.ts";
import type { StudyDifference, StudyTest } from "../result/study-result.ts";
import { valueIn } from "./columns.ts";
import { unpackBits } from "./correct-bits.ts";
import { crossedMean } from "./statistics/crossed-mean.ts";
import { meanOverSeeds } from "./statistics/seed-mean.ts";
import { signFlipTest, smallestAdjustedP } from "./statistics/sign-flip.ts";

/** Two methods by seed, in the same order; undefined where a cell failed. */
export interface Paired {
  readonly outcomes: readonly (MeasuredOutcome | undefined)[];
  readonly others: readonly (MeasuredOutcome | undefined)[];
}

/** The column whose values by example are stored. */
const BY_EXAMPLE = "clean/accuracy";

/** The method's value less the other's in a column, over the seeds that both have. */
export function differenceOverSeeds(paired: Paired, column: string): StudyDifference {
  const pairs = comparablePairs(paired, column);
  const { mean, interval } = meanOverSeeds(pairs.map(({ difference }) => difference));
  return {
    mean: orNull(mean),
    interval: Number.isNaN(interval[0]) ? null : [...interval],
    seeds: pairs.length,
  };
}

/** The test of one method against another in a column, over the seeds that both have; not adjusted. */
export function testOverSeeds(paired: Paired, column: string): StudyTest {
  const pairs = comparablePairs(paired, column);
  const p = orNull(signFlipTest(pairs.map(({ difference }) => difference)));
  const crossed =
    column === BY_EXAMPLE && pairs.length >= 2 ? crossedMean(correctness(pairs), pairs.length) : undefined;
  return {
    column,
    p,
    adjusted: p,
    smallest: pairs.length === 0 ? 1 : smallestAdjustedP(pairs.length, 1),
    interval: crossed === undefined ? null : [...crossed.interval],
    variance: crossed === undefined ? null : crossed.variance,
  };
}

interface Pair {
  readonly outcome: MeasuredOutcome;
  readonly other: MeasuredOutcome;
  readonly difference: number;
}

function comparablePairs({ outcomes, others }: Paired, column: string): readonly Pair[] {
  return outcomes.flatMap((outcome, i) => {
    const other = others[i];
    if (outcome === undefined || other === undefined) return [];
    const difference = valueIn(outcome, column) - valueIn(other, column);
    return Number.isNaN(difference) ? [] : [{ outcome, other, difference }];
  });
}

/** JSON has no NaN. */
export function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** Differences of being right, row-major [seeds, examples]: -1, 0 or 1. */
function correctness(pairs: readonly Pair[]): Float64Array {
  const rows = pairs.map(({ outcome, other }) => {
    const right = unpackBits(outcome.correct);
    const otherRight = unpackBits(other.correct);
    if (right.length !== otherRight.length) throw new Error("two cells of a study were measured on different examples");
    return Float64Array.from(right, (value, i) => value - otherRight[i]);
  });
  const values = new Float64Array(rows.length * rows[0].length);
  for (const [i, row] of rows.entries()) values.set(row, i * row.length);
  return values;
}
