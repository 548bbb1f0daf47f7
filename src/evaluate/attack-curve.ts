import { type Attack, type AttackBatch, type Budget, type HugeEpsilonFacts, hugeBudget } from "../../attacks/index.ts";
import { significant } from "../core/significant.ts";
import { correctUnder, countOf } from "./answers.ts";

/** 1 where the answer is still right at an epsilon. */
interface CurvePoint {
  readonly epsilon: number;
  readonly correct: Uint8Array;
}

/**
 * What an attack leaves at each epsilon of a curve.
 *
 * @param atBudget what it leaves at the budget itself, which is known
 */
export async function attackCurve(
  { attack, budget, curve }: { readonly attack: Attack; readonly budget: Budget; readonly curve: readonly number[] },
  batch: AttackBatch,
  atBudget: Uint8Array,
  progress: (stage: string) => void,
): Promise<readonly CurvePoint[]> {
  const points: CurvePoint[] = [];
  for (const epsilon of curve) {
    progress(`${attack.title} at ${significant(epsilon)}`);
    const known = epsilon === budget.epsilon ? atBudget : undefined;
    points.push({ epsilon, correct: known ?? (await correctUnder(attack, batch, { ...budget, epsilon })) });
  }
  return points;
}

/** What it leaves at an epsilon at which every image can become plain grey. */
export async function atHugeEpsilon(
  attack: Attack,
  batch: AttackBatch,
  progress: (stage: string) => void,
): Promise<HugeEpsilonFacts> {
  const { model, labels } = batch;
  const budget = hugeBudget(attack, model);
  progress(`${attack.title} at ${significant(budget.epsilon)}, where nothing should be left`);
  const correct = countOf(await correctUnder(attack, batch, budget));
  return { epsilon: budget.epsilon, examples: labels.length, correct, classes: model.classes };
}
