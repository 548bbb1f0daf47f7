import { compare, headlineMetrics, pairedMeanDifferences } from "../../metrics/index.ts";
import { type Condition, conditionKey } from "../core/condition.ts";
import type { Superclasses } from "../core/dataset.ts";
import type { Predictions } from "../core/predictions.ts";
import type { Catalogue } from "../result/catalogue.ts";
import type { StoredComparison, StoredDifference } from "../result/comparison.ts";
import { conditionsOfKind } from "../result/condition.ts";
import { corruptionGroups } from "../result/corruption-groups.ts";

/** A checkpoint's answers, as they are on disk. */
export interface ComparedCheckpoint {
  readonly name: string;
  /** On clean images. */
  readonly predictions: Predictions;
  readonly conditions: readonly Condition[];
  /** 1 where the answer was right, of each example. */
  correctUnder(condition: Condition): Promise<ArrayLike<number>>;
}

interface ComparisonContext {
  readonly superclasses?: Superclasses;
  /** Says which corruptions belong together. */
  readonly catalogue: Catalogue;
  /** Of the resamples. */
  readonly seed: number;
}

/**
 * A checkpoint against another on the same examples: every headline metric on clean images, the accuracy under each
 * attack, and the mean accuracy over the severities of each corruption, family, complete suite and of all corruptions,
 * each with its paired 95 % interval.
 */
export async function compareCheckpoints(
  baseline: ComparedCheckpoint,
  candidate: ComparedCheckpoint,
  context: ComparisonContext,
): Promise<StoredComparison> {
  const ids = headlineMetrics.map(({ id }) => id);
  const clean = compare(baseline.predictions, candidate.predictions, { ...context, ids });
  return {
    baseline: baseline.name,
    candidate: candidate.name,
    identical: clean.identical,
    differences: [
      ...clean.differences.flatMap(({ id, difference, interval }): StoredDifference[] =>
        interval.every(Number.isFinite) && Number.isFinite(difference)
          ? [{ on: { kind: "clean" }, metric: id, difference, interval }]
          : [],
      ),
      ...(await accuracyDifferences(baseline, candidate, context)),
    ],
  };
}

async function accuracyDifferences(
  baseline: ComparedCheckpoint,
  candidate: ComparedCheckpoint,
  { catalogue, seed }: ComparisonContext,
): Promise<readonly StoredDifference[]> {
  const groups = comparedGroups(baseline.conditions, candidate.conditions, catalogue);
  const entries = await Promise.all(
    groups.map(async ({ conditions }) => ({
      baseline: await meanCorrect(baseline, conditions),
      candidate: await meanCorrect(candidate, conditions),
    })),
  );
  return pairedMeanDifferences(entries, seed).map(({ difference, interval }, i) => ({
    on: groups[i].on,
    metric: "accuracy",
    difference,
    interval,
  }));
}

interface Group {
  readonly on: StoredDifference["on"];
  readonly conditions: readonly Condition[];
}

/** What is compared besides clean images, of the conditions that both checkpoints were measured under. */
function comparedGroups(
  first: readonly Condition[],
  second: readonly Condition[],
  catalogue: Catalogue,
): readonly Group[] {
  const keys = new Set(second.map(conditionKey));
  const shared = first.filter((condition) => keys.has(conditionKey(condition)));
  const corruptions = conditionsOfKind(shared, "corruption");
  // A family of one corruption is that corruption, a suite may be all of them: each list is compared once.
  const lists = new Map(corruptionGroups(catalogue).map(({ ids }) => [ids.join(), ids]));
  return [
    ...conditionsOfKind(shared, "attack").map((condition) => ({ on: condition, conditions: [condition] })),
    ...[...lists.values()].map((ids) => ({
      on: { kind: "corruptions" as const, ids },
      conditions: corruptions.filter(({ id }) => ids.includes(id)),
    })),
  ];
}

/** Each example's share of these conditions under which it was recognised. */
async function meanCorrect(checkpoint: ComparedCheckpoint, conditions: readonly Condition[]): Promise<Float64Array> {
  let sum: Float64Array | undefined;
  for (const condition of conditions) {
    const correct = await checkpoint.correctUnder(condition);
    sum ??= new Float64Array(correct.length);
    for (let i = 0; i < sum.length; i++) sum[i] += correct[i] / conditions.length;
  }
  return sum ?? new Float64Array(0);
}
