import type { MeasuredOutcome } from "../result/study-cell.ts";
import type { StudyRow, StudyTest } from "../result/study-result.ts";
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

/** A method against another in a column, over the seeds that both have. The test is of one method alone: not adjusted. */
export function compareOverSeeds(
  { outcomes, others }: Paired,
  column: string,
): { readonly difference: NonNullable<StudyRow["differences"]>[string]; readonly test: StudyTest } {
  const pairs = outcomes.flatMap((outcome, i) => {
    const other = others[i];
    if (outcome === undefined || other === undefined) return [];
    const difference = valueIn(outcome, column) - valueIn(other, column);
    return Number.isNaN(difference) ? [] : [{ outcome, other, difference }];
  });
  const differences = pairs.map(({ difference }) => difference);
  const { mean, interval } = meanOverSeeds(differences);
  const p = signFlipTest(differences);
  const crossed =
    column === BY_EXAMPLE && pairs.length >= 2 ? crossedMean(correctness(pairs), pairs.length) : undefined;
  return {
    difference: {
      mean: orNull(mean),
      interval: Number.isNaN(interval[0]) ? null : [...interval],
      seeds: pairs.length,
    },
    test: {
      column,
      p: orNull(p),
      adjusted: orNull(p),
      smallest: pairs.length === 0 ? 1 : smallestAdjustedP(pairs.length, 1),
      interval: crossed === undefined ? null : [...crossed.interval],
      variance: crossed === undefined ? null : crossed.variance,
    },
  };
}

/** JSON has no NaN. */
export function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** Differences of being right, row-major [seeds, examples]: -1, 0 or 1. */
function correctness(
  pairs: readonly { readonly outcome: MeasuredOutcome; readonly other: MeasuredOutcome }[],
): Float64Array {
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
