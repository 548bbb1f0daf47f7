import {
  countDiscordant,
  type Metric,
  meanOverConditions,
  measurePairedMeans,
  measurePairedSamples,
  type Paired,
  type Sample,
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
  const parts = new Map<string, Paired[]>();
  for (const condition of conditionsIn(targets.map(({ place }) => place))) {
    const pair = conditionPair(baseline, candidate, condition);
    if (pair === undefined) continue;
    const key = conditionKey(condition);
    const here = targets.filter(({ place }) => place.conditions.some((each) => conditionKey(each) === key));
    for (const [, sliced] of groupBy(here, ({ slice }) => slice?.name)) {
      const rows = rowsOf(sliced[0], pair.count);
      if (rows.length === 0) continue;
      for (const target of sliced.filter(({ metric }) => isMean(metric))) addNumbers(sums, target, pair, rows);
      const rest = sliced.filter(({ metric }) => !isMean(metric));
      for (const [id, paired] of measureRest(rest, pair, rows, draws))
        parts.set(id, [...(parts.get(id) ?? []), paired]);
    }
  }
  for (const [id, pieces] of parts) measured.set(id, pieces.length === 1 ? pieces[0] : meanOverConditions(pieces));
  for (const [id, paired] of measureMeans([...sums.values()], draws)) measured.set(id, paired);
  return measured;
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
  const known = sums.get(target.id) ?? { target, baseline: zero(), candidate: zero() };
  sums.set(target.id, known);
  const share = 1 / target.place.conditions.length;
  for (const [model, sum] of [known.baseline, known.candidate].entries()) {
    const numbers = numbersOf(target.metric, whole[model]);
    for (let i = 0; i < rows.length; i++) sum[i] += share * numbers[rows[i]];
  }
}

const NONE = new Float64Array(0);

function measureMeans(sums: readonly Sums[], draws: Draws): readonly (readonly [string, Paired])[] {
  const isShare = ({ target }: Sums) => target.metric.proportion !== undefined && target.place.conditions.length === 1;
  const shares = sums.filter(isShare).map(({ target: { id, metric }, baseline, candidate }) => {
    const paired: Paired = {
      metric,
      count: baseline.length,
      seed: draws.seed,
      values: [meanOf(baseline), meanOf(candidate)],
      discordant: countDiscordant(baseline, candidate),
      resampled: [NONE, NONE],
      exchanged: [NONE, NONE],
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
    return measurePairedMeans(entries, { ...draws, permutations }).map(
      (paired, e) => [some[e].target.id, paired] as const,
    );
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
  draws: Draws,
): readonly (readonly [string, Paired])[] {
  return [...groupBy(targets, ({ margin }) => margin === 0)].flatMap(([tested, some]) => {
    const ids = [...new Set(some.map(({ metric }) => metric.id))];
    const permutations = tested ? draws.permutations : 0;
    const found = measurePairedSamples(pair.rows(rows), { ...draws, permutations, ids });
    return some.map((target) => [target.id, found[ids.indexOf(target.metric.id)]] as const);
  });
}
