import type { Metric } from "../../metric.ts";
import type { Pair } from "../paired.ts";
import type { LostAnswers } from "./lost-answers.ts";

/** One number per example of each model under one condition, and what is right. */
export interface LossOfNumbers {
  readonly numbers: Pair<ArrayLike<number>>;
  readonly correct: Pair<Uint8Array>;
}

/** What is expected of each example's number, summed over conditions: see `lostNumbers`. */
export interface ExpectedLoss {
  /** Expected change if the answer is lost. */
  readonly change: Float64Array;
  /** Coefficients of the share and of share (1 - share) in the variance that losing answers adds. */
  readonly spread: Float64Array;
  readonly chance: Float64Array;
}

/**
 * Adds one condition to what is expected of each example. With x the candidate's number, r = 1 where it is right, and mu and
 * s^2 mean and variance of the numbers of wrong answers (of both models; of none: unknown), losing a share a makes of it x + a
 * r (mu - x) in expectation, with variance a r s^2 + a (1 - a) r (mu - x)^2.
 *
 * @param rows which examples, `into[i]` belongs to `rows[i]`
 * @param weight of the condition among all whose mean is taken
 */
export function addExpectedLoss(
  into: ExpectedLoss,
  { numbers, correct }: LossOfNumbers,
  rows: Int32Array,
  { model, weight }: { readonly model: 0 | 1; readonly weight: number },
): void {
  const wrong = numbersOfWrong(numbers, correct);
  for (let i = 0; i < rows.length; i++) {
    if (correct[model][rows[i]] !== 1) continue;
    const change = wrong.mean - numbers[model][rows[i]];
    into.change[i] += weight * change;
    into.spread[i] += weight * weight * wrong.variance;
    into.chance[i] += weight * weight * change * change;
  }
}

function numbersOfWrong(numbers: Pair<ArrayLike<number>>, correct: Pair<Uint8Array>) {
  const wrong = wrongNumbers(numbers, correct);
  const mean = meanOf(wrong);
  return { mean, variance: meanOf(wrong.map((number) => (number - mean) ** 2)) };
}

/** Numbers of the examples that either model has wrong. */
export function wrongNumbers(numbers: Pair<ArrayLike<number>>, correct: Pair<Uint8Array>): Float64Array {
  const of = (model: 0 | 1) => Float64Array.from(numbers[model]).filter((_, i) => correct[model][i] !== 1);
  return Float64Array.from([...of(0), ...of(1)]);
}

/**
 * For a mean of one number per example: harm(a) = a |mean g|, and of the standard error n error(a)^2 = Var(d + a g) + a mean(u) +
 * a (1 - a) mean(v), with d each example's difference of the two models, g, u and v `change`, `spread` and `chance`.
 */
export function lostNumbers(
  metric: Metric,
  [baseline, candidate]: Pair<Float64Array>,
  { change, spread, chance }: ExpectedLoss,
): LostAnswers | undefined {
  const { length } = change;
  const [slope, added, byChance] = [change, spread, chance].map(meanOf);
  const difference = candidate.map((value, i) => value - baseline[i]);
  const centre = meanOf(difference);
  let [ofDifference, both, ofChange] = [0, 0, 0];
  for (let i = 0; i < length; i++) {
    const [d, g] = [difference[i] - centre, change[i] - slope];
    ofDifference += d * d;
    both += d * g;
    ofChange += g * g;
  }
  const per = length * Math.max(1, length - 1);
  const harmOfAll = metric.better === "higher" ? -slope : slope;
  if (!Number.isFinite(harmOfAll + ofDifference + both + ofChange + added + byChance)) return undefined;
  return {
    shares: [0, 1],
    at(share) {
      const within = (ofDifference + 2 * share * both + share * share * ofChange) / per;
      const own = (share * added + share * (1 - share) * byChance) / length;
      return { harm: share * harmOfAll, error: Math.sqrt(Math.max(0, within + own)) };
    },
  };
}

/**
 * For a share of examples under one condition. Without harm half of the discordant examples would be won and half lost;
 * the rates of both after a loss follow from each example's expected number.
 */
export function lostShare(
  metric: Metric,
  numbers: Pair<Float64Array>,
  expected: Pair<ExpectedLoss>,
): LostAnswers | undefined {
  const { length } = numbers[0];
  let discordant = 0;
  let [toLost, toWon] = [0, 0];
  // Either may be the candidate: neither is better without harm.
  for (const [model, other] of [
    [1, 0],
    [0, 1],
  ] as const) {
    for (let i = 0; i < length; i++) {
      const change = expected[model].change[i] / (2 * length);
      if (numbers[other][i] === 1) toLost -= change;
      else toWon += change;
      discordant += Math.abs(numbers[0][i] - numbers[1][i]) / (2 * length);
    }
  }
  if (!Number.isFinite(toLost + toWon)) return undefined;
  return {
    shares: [0, 1],
    at(share) {
      const rates = [discordant / 2 + share * toLost, discordant / 2 + share * toWon];
      const [lost, won] = metric.better === "lower" ? rates.toReversed() : rates;
      const harm = lost - won;
      return { harm, error: Math.sqrt(Math.max(0, lost + won - harm * harm) / length), discordant: { lost, won } };
    },
  };
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
