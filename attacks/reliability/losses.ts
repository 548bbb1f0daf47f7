import { binomialTail } from "../../src/core/binomial.ts";
import { significant } from "../../src/core/significant.ts";
import { FALSE_ALARM, type ReliabilityFlag } from "./flag.ts";

/** The attack's loss of the same examples before its first step, after half of its steps and after the last. */
export interface LossFacts {
  readonly first: ArrayLike<number>;
  readonly half: ArrayLike<number>;
  readonly last: ArrayLike<number>;
}

/**
 * The losses at the first, middle and last of an attack's looks, of the examples that it had something to break of.
 *
 * @param losses of each look, one per example
 * @param right 1 where the clean image is classified right
 * @returns nothing where there were fewer than two looks, or nothing to break
 */
export function lossFacts(losses: readonly Float64Array[], right: Uint8Array): LossFacts | undefined {
  if (losses.length < 2 || !right.includes(1)) return undefined;
  const [first, half, last] = [0, Math.floor((losses.length - 1) / 2), losses.length - 1].map((look) =>
    losses[look].filter((_, row) => right[row] === 1),
  );
  return { first, half, last };
}

/**
 * Flags an attack whose loss does not rise: either it cannot be shown to end higher than it began, or it ends lower
 * than it was half way. Each by an exact sign test over the examples whose loss changed, one-sided, at 1 %; where so
 * few changed that no test could show a rise, by the majority.
 */
export function lossFlags(facts: LossFacts): readonly ReliabilityFlag[] {
  const overall = signs(facts.first, facts.last);
  const later = signs(facts.half, facts.last);
  const evidence = {
    first: mean(facts.first),
    half: mean(facts.half),
    last: mean(facts.last),
    rose: overall.rose,
    fell: overall.fell,
    roseInSecondHalf: later.rose,
    fellInSecondHalf: later.fell,
  };
  const means = `mean ${short(evidence.first)} before, ${short(evidence.half)} half way, ${short(evidence.last)} at the end`;
  const changed = overall.rose + overall.fell;
  const testable = 0.5 ** changed < FALSE_ALARM;
  const rises = testable ? binomialTail(overall.rose, changed, 0.5) < FALSE_ALARM : overall.rose > overall.fell;
  if (!rises) {
    return [
      {
        code: "loss-not-rising",
        sentence: `The attack's loss does not rise: of ${facts.last.length} images it rose for ${overall.rose} and fell for ${overall.fell} (${means}). The gradient does not lead anywhere, so the accuracy says little.`,
        evidence,
      },
    ];
  }
  if (binomialTail(later.fell, later.rose + later.fell, 0.5) < FALSE_ALARM) {
    return [
      {
        code: "loss-not-rising",
        sentence: `More steps lower the attack's loss: in the second half it rose for ${later.rose} images and fell for ${later.fell} (${means}). The steps are too long or the gradient misleads; use apgd-ce.`,
        evidence,
      },
    ];
  }
  return [];
}

function signs(before: ArrayLike<number>, after: ArrayLike<number>): { readonly rose: number; readonly fell: number } {
  let rose = 0;
  let fell = 0;
  for (let i = 0; i < before.length; i++) {
    if (after[i] > before[i]) rose++;
    else if (after[i] < before[i]) fell++;
  }
  return { rose, fell };
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

const short = (value: number) => significant(value, 4);
