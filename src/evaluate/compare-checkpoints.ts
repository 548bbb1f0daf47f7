import { compare, headlineMetrics } from "../../metrics/index.ts";
import type { Condition } from "../core/condition.ts";
import type { Superclasses } from "../core/dataset.ts";
import type { Predictions } from "../core/predictions.ts";
import type { StoredComparison, StoredDifference } from "../result/comparison.ts";
import { conditionsOfKind } from "../result/condition.ts";
import { pairedMeanDifferences } from "./paired-means.ts";

/** A checkpoint's answers, as they are on disk. */
export interface ComparedCheckpoint {
  readonly name: string;
  /** On clean images. */
  readonly predictions: Predictions;
  readonly conditions: readonly Condition[];
  /** 1 where the answer was right, of each example. */
  correctUnder(condition: Condition): Promise<ArrayLike<number>>;
}

/**
 * A checkpoint against another on the same examples: every headline metric on clean images, the accuracy under each
 * attack, and the mean accuracy over the severities of each corruption and over all corruptions, each with its paired
 * 95 % interval.
 *
 * @param seed of the resamples
 */
export async function compareCheckpoints(
  baseline: ComparedCheckpoint,
  candidate: ComparedCheckpoint,
  context: { readonly superclasses?: Superclasses; readonly seed: number },
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
      ...(await accuracyDifferences(baseline, candidate, context.seed)),
    ],
  };
}

async function accuracyDifferences(
  baseline: ComparedCheckpoint,
  candidate: ComparedCheckpoint,
  seed: number,
): Promise<readonly StoredDifference[]> {
  const groups = comparedGroups(baseline.conditions, candidate.conditions);
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
function comparedGroups(first: readonly Condition[], second: readonly Condition[]): readonly Group[] {
  const shared = first.filter((condition) =>
    second.some((other) => JSON.stringify(other) === JSON.stringify(condition)),
  );
  const attacks = conditionsOfKind(shared, "attack");
  const corruptions = conditionsOfKind(shared, "corruption");
  const ids = [...new Set(corruptions.map(({ id }) => id))];
  return [
    ...attacks.map((condition) => ({ on: condition, conditions: [condition] })),
    ...ids.map((id) => ({
      on: { kind: "corruptions" as const, ids: [id] },
      conditions: corruptions.filter((condition) => condition.id === id),
    })),
    ...(ids.length > 1 ? [{ on: { kind: "corruptions" as const, ids }, conditions: corruptions }] : []),
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
