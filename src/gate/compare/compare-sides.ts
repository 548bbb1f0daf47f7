import { harmBounds, type Paired, topLabel } from "../../../metrics/index.ts";
import { parseBudget } from "../budget/parse-budget.ts";
import { resolveBudget, type Target } from "../budget/resolve-budget.ts";
import { requireComparable } from "../comparable.ts";
import { conditionPair } from "../condition-pair.ts";
import { measureTargets } from "../measure-targets.ts";
import { findCondition, type Side } from "../side.ts";

/** A figure of one checkpoint. */
export interface ComparedValue {
  /** Null where the examples do not define it. */
  readonly value: number | null;
  /** Place among all checkpoints, 1 the best; equal values share the better place. */
  readonly rank: number | null;
  /** Less the first checkpoint's (of a signed error, its magnitude), with its paired 95 % interval; nothing for the first. */
  readonly change: { readonly difference: number; readonly interval: readonly [number, number] } | null;
  /** What the interval says: `unclear` where it holds no change. */
  readonly tendency: "better" | "worse" | "unclear";
}

/** One metric at one place, of every checkpoint. */
export interface ComparedRow {
  readonly metric: Pick<Target["metric"], "id" | "name" | "unit" | "better">;
  readonly on: string;
  readonly slice: string | null;
  /** Examples. */
  readonly count: number;
  readonly values: readonly ComparedValue[];
}

/** Clean images that only one of two checkpoints has right. */
export interface Flips {
  readonly name: string;
  /** Right in the first checkpoint only, and in this one only. */
  readonly lost: number;
  readonly won: number;
  /** Images on which both are wrong with different answers. */
  readonly otherwiseWrong: number;
}

export interface Compared {
  readonly schema: "ipswap-eval/compare/1";
  readonly data: { readonly name: string; readonly count: number; readonly sha256: string };
  /** The first is what the others are compared with. */
  readonly checkpoints: readonly { readonly name: string; readonly sha256: string; readonly source: string }[];
  readonly rows: readonly ComparedRow[];
  readonly flips: readonly Flips[];
}

/** Everything that stored outcomes say, tested against nothing: no figure of it fails or passes. */
const RULES = [
  { metric: "*" },
  { metric: "accuracy", on: "corruptions" },
  { metric: "accuracy", on: "family/*" },
  { metric: "accuracy", on: "corruption/*" },
  { metric: "accuracy", on: "attack/*/*" },
  { metric: "accuracy", slice: "class/*" },
];

const LEVEL = 0.95;
const DRAWS = { resamples: 2000, permutations: 0, seed: 0 };

/**
 * Checkpoints side by side, for people: every metric on clean images, the accuracy of each corruption, attack and class,
 * with ranks, and paired intervals of the change from the first.
 *
 * @throws Incomparable where one of them is of another question than the first
 */
export function compareSides(sides: readonly Side[]): Compared {
  const [first, ...others] = sides;
  const targets = targetsOf(first);
  for (const other of others) requireComparable(first, other, targets);
  const pairs = others.map((other) => measureTargets(first, other, targets, DRAWS));
  return {
    schema: "ipswap-eval/compare/1",
    data: { name: first.data.name, count: first.data.count, sha256: first.data.sha256 },
    checkpoints: sides.map(({ checkpoint: { name, sha256 }, source }) => ({ name, sha256, source })),
    rows: targets.flatMap((target) => {
      const measured = pairs.map((pair) => pair.get(target.id));
      return measured.every((pair) => pair !== undefined) ? [rowOf(target, measured)] : [];
    }),
    flips: others.map((other) => flipsOf(first, other)),
  };
}

/** Rules that fit nothing here, such as those of attacks where none was made, are left out. */
function targetsOf(side: Side): readonly Target[] {
  const found = RULES.flatMap((rule) => {
    const text = JSON.stringify({
      schema: "ipswap-eval/budget/1",
      rules: [{ ...rule, margin: 0, minimumExamples: 1 }],
    });
    try {
      return resolveBudget(parseBudget(text, "comparison"), side);
    } catch {
      return [];
    }
  });
  // A family of one corruption, and the only corruption of all, are that corruption.
  const distinct = new Map(
    found.map((target) => [
      [target.metric.id, target.slice?.name, ...target.place.conditions.map((each) => JSON.stringify(each))].join(),
      target,
    ]),
  );
  return [...distinct.values()];
}

function rowOf({ metric, place, slice }: Target, pairs: readonly Paired[]): ComparedRow {
  const { id, name, unit, better } = metric;
  const values = [pairs[0].values[0], ...pairs.map((pair) => pair.values[1])];
  const worth = values.map((value) => (better === "higher" ? value : better === "lower" ? -value : -Math.abs(value)));
  const rank = (m: number) => (Number.isNaN(worth[m]) ? null : 1 + worth.filter((other) => other > worth[m]).length);
  return {
    metric: { id, name, unit, better },
    on: place.name,
    slice: slice?.name ?? null,
    count: pairs[0].count,
    values: values.map((value, m) => ({
      value: Number.isFinite(value) ? value : null,
      rank: rank(m),
      ...(m === 0 ? { change: null, tendency: "unclear" as const } : changeOf(pairs[m - 1])),
    })),
  };
}

function changeOf(pair: Paired): Pick<ComparedValue, "change" | "tendency"> {
  const [low, high] = harmBounds(pair, (1 + LEVEL) / 2);
  // A signed error is compared by its magnitude, as its interval is.
  const [before, after] = pair.metric.better === "zero" ? pair.values.map(Math.abs) : pair.values;
  const difference = after - before;
  if (![low, high, difference].every(Number.isFinite)) return { change: null, tendency: "unclear" };
  const interval = pair.metric.better === "higher" ? ([-high, -low] as const) : ([low, high] as const);
  return { change: { difference, interval }, tendency: low > 0 ? "worse" : high < 0 ? "better" : "unclear" };
}

function flipsOf(first: Side, other: Side): Flips {
  const pair = findCondition(first, { kind: "clean" }) && conditionPair(first, other, { kind: "clean" });
  const [before, after] = pair?.whole.map((sample) => sample.fixed(topLabel)) ?? [];
  const counts = { lost: 0, won: 0, otherwiseWrong: 0 };
  before?.correct.forEach((correct, i) => {
    if (after === undefined) return;
    if (correct > after.correct[i]) counts.lost++;
    else if (correct < after.correct[i]) counts.won++;
    else if (correct === 0 && before.predicted[i] !== after.predicted[i]) counts.otherwiseWrong++;
  });
  return { name: other.checkpoint.name, ...counts };
}
