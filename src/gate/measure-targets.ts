import {
  addExpectedLoss,
  countDiscordant,
  type ExpectedLoss,
  harmOf,
  lostNumbers,
  lostNumbersOfOne,
  lostShare,
  lostValues,
  type MeasuredLoss,
  type Metric,
  meanLosses,
  meanOverConditions,
  measureLosses,
  measurePairedMeans,
  measurePairedSamples,
  type Pair,
  type Paired,
  type Sample,
  topLabel,
  wrongNumbers,
} from "../../metrics/index.ts";
import { conditionKey } from "../core/condition.ts";
import { groupBy } from "../core/group-by.ts";
import type { Target } from "./budget/resolve-budget.ts";
import { type ConditionPair, conditionPair } from "./condition-pair.ts";
import { conditionsIn } from "./places.ts";
import type { Side } from "./side.ts";

/** How intervals and tests are drawn. */
export interface Draws {
  readonly resamples: number;
  readonly permutations: number;
  readonly seed: number;
}

/** Each example's number of a target, summed over the conditions that were met so far. */
interface Sums {
  readonly target: Target;
  readonly baseline: Float64Array;
  readonly candidate: Float64Array;
  /** What losing answers of either would do. */
  readonly losses: Pair<ExpectedLoss>;
  /** Under one condition: where the candidate is right, and the numbers of all wrong answers. */
  readonly one?: { readonly correct: Uint8Array; readonly wrong: Float64Array };
}

/** A metric that is no mean, under one condition. */
interface Piece {
  readonly paired: Paired;
  readonly losses: MeasuredLoss;
}

/**
 * Both checkpoints' values of each target, with what the tests need, by its id. A share under one condition needs no
 * draws; a mean over examples, also of several conditions, is measured from one number per example; any other metric
 * condition by condition. Targets of slices without examples are left out.
 */
export function measureTargets(
  baseline: Side,
  candidate: Side,
  targets: readonly Target[],
  draws: Draws,
): ReadonlyMap<string, Paired> {
  const measured = new Map<string, Paired>();
  const sums = new Map<string, Sums>();
  const parts = new Map<string, Piece[]>();
  for (const [c, condition] of conditionsIn(targets.map(({ place }) => place)).entries()) {
    const pair = conditionPair(baseline, candidate, condition);
    if (pair === undefined) continue;
    const key = conditionKey(condition);
    const here = targets.filter(({ place }) => place.conditions.some((each) => conditionKey(each) === key));
    for (const [, sliced] of groupBy(here, ({ slice }) => slice?.name)) {
      const rows = rowsOf(sliced[0], pair.count);
      if (rows.length === 0) continue;
      for (const target of sliced.filter(({ metric }) => isMean(metric))) addNumbers(sums, target, pair, rows);
      const rest = sliced.filter(({ metric }) => !isMean(metric));
      for (const [id, piece] of measureRest(rest, pair, rows, { ...draws, start: (0.5 + c * GOLDEN) % 1 }))
        parts.set(id, [...(parts.get(id) ?? []), piece]);
    }
  }
  for (const [id, pieces] of parts) measured.set(id, together(pieces));
  for (const [id, paired] of measureMeans([...sums.values()], draws)) measured.set(id, paired);
  return measured;
}

/** Its multiples are spread evenly in [0, 1). */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

function together(pieces: readonly Piece[]): Paired {
  const paired = pieces.length === 1 ? pieces[0].paired : meanOverConditions(pieces.map((piece) => piece.paired));
  const lostAnswers = lostValues(paired, harmOf(paired).error, meanLosses(pieces.map(({ losses }) => losses)));
  return { ...paired, ...(lostAnswers && { lostAnswers }) };
}

/** Whether the metric is the mean of one number per example. */
function isMean(metric: Metric): boolean {
  return metric.proportion !== undefined || metric.perExample !== undefined;
}

function numbersOf(metric: Metric, sample: Sample): ArrayLike<number> {
  return metric.proportion?.(sample) ?? metric.perExample?.(sample) ?? [];
}

function rowsOf({ slice }: Target, count: number): Int32Array {
  if (slice === undefined) return Int32Array.from({ length: count }, (_, row) => row);
  return slice.rows.filter((row) => row < count);
}

function addNumbers(sums: Map<string, Sums>, target: Target, { whole }: ConditionPair, rows: Int32Array): void {
  const zero = () => new Float64Array(rows.length);
  const loss = () => ({ change: zero(), spread: zero(), chance: zero() });
  const weight = 1 / target.place.conditions.length;
  const numbers = [numbersOf(target.metric, whole[0]), numbersOf(target.metric, whole[1])] as const;
  const correct = [whole[0].fixed(topLabel).correct, whole[1].fixed(topLabel).correct] as const;
  const alone = target.place.conditions.length === 1;
  const known = sums.get(target.id) ?? {
    target,
    baseline: zero(),
    candidate: zero(),
    losses: [loss(), loss()],
    ...(alone && {
      one: { correct: Uint8Array.from(rows, (row) => correct[1][row]), wrong: wrongNumbers(numbers, correct) },
    }),
  };
  sums.set(target.id, known);
  for (const model of [0, 1] as const) {
    const sum = model === 0 ? known.baseline : known.candidate;
    for (let i = 0; i < rows.length; i++) sum[i] += weight * numbers[model][rows[i]];
    addExpectedLoss(known.losses[model], { numbers, correct }, rows, { model, weight });
  }
}

const NONE = new Float64Array(0);

function measureMeans(sums: readonly Sums[], draws: Draws): readonly (readonly [string, Paired])[] {
  const isShare = ({ target }: Sums) => target.metric.proportion !== undefined && target.place.conditions.length === 1;
  const shares = sums.filter(isShare).map(({ target: { id, metric }, baseline, candidate, losses }) => {
    const lostAnswers = lostShare(metric, [baseline, candidate], losses);
    const paired: Paired = {
      metric,
      count: baseline.length,
      seed: draws.seed,
      values: [meanOf(baseline), meanOf(candidate)],
      discordant: countDiscordant(baseline, candidate),
      resampled: [NONE, NONE],
      exchanged: [NONE, NONE],
      ...(lostAnswers && { lostAnswers }),
    };
    return [id, paired] as const;
  });
  const bySize = groupBy(
    sums.filter((each) => !isShare(each)),
    // Only a test without a margin needs permutations.
    ({ baseline, target }) => `${baseline.length} ${target.margin === 0}`,
  );
  const others = [...bySize.values()].flatMap((some) => {
    const entries = some.map(({ target: { metric }, baseline, candidate }) => ({ metric, baseline, candidate }));
    const permutations = some[0].target.margin === 0 ? draws.permutations : 0;
    return measurePairedMeans(entries, { ...draws, permutations }).map((paired, e) => {
      const { target, baseline, candidate, losses, one } = some[e];
      const both = [baseline, candidate] as const;
      const lostAnswers = one
        ? lostNumbersOfOne(target.metric, both, one.correct, one.wrong)
        : lostNumbers(target.metric, both, losses[1]);
      return [target.id, { ...paired, ...(lostAnswers && { lostAnswers }) }] as const;
    });
  });
  return [...shares, ...others];
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Metrics that are no means, under one condition. Only a test without a margin needs permutations. */
function measureRest(
  targets: readonly Target[],
  pair: ConditionPair,
  rows: Int32Array,
  { start, ...draws }: Draws & { readonly start: number },
): readonly (readonly [string, Piece])[] {
  return [...groupBy(targets, ({ margin }) => margin === 0)].flatMap(([tested, some]) => {
    const ids = [...new Set(some.map(({ metric }) => metric.id))];
    const permutations = tested ? draws.permutations : 0;
    const samples = pair.rows(rows);
    const found = measurePairedSamples(samples, { ...draws, permutations, ids });
    const metrics = found.map(({ metric }) => metric);
    const losses = measureLosses(samples[1], metrics, { ...draws, start });
    return some.map((target) => {
      const m = metrics.findIndex(({ id }) => id === target.metric.id);
      return [target.id, { paired: found[m], losses: losses[m] }] as const;
    });
  });
}
