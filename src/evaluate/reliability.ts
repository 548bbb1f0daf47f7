import { type Attack, type Budget, PRESETS, reliabilityFlags } from "../../attacks/index.ts";
import type { Classifier } from "../core/classifier.ts";
import type { Condition } from "../core/condition.ts";
import type { Dataset } from "../core/dataset.ts";
import { subset } from "../data/subset.ts";
import type { Reliability } from "../result/safety-result.ts";
import { studyAttack } from "./attack-study.ts";
import { type Plan, plannedAttacks } from "./plan.ts";

/** Images of the probe: enough for its exact tests, at a tenth of the cost of a default run's attacks. */
const PROBE_IMAGES = 64;

/**
 * Looks closely at one attack of the plan, the one with the most gradients, at the middle epsilon: zero or infinite
 * gradients, a loss that does not rise, accuracy left where nothing can be, answers that change when asked again, and
 * images made on another checkpoint that do more harm than its own.
 *
 * @param other another checkpoint of the run, to transfer from
 * @returns nothing where the plan has no attack by gradient, or the network no gradient
 */
export async function probeReliability(
  plan: Plan,
  model: Classifier,
  other: Classifier | undefined,
  dataset: Dataset,
): Promise<Pick<Reliability, "probe" | "flags"> | undefined> {
  const budget = probeBudget(plan);
  const attack = plannedAttacks(plan).reduce<Attack | undefined>(
    (most, candidate) => (candidate.gradients > (most?.gradients ?? 0) ? candidate : most),
    undefined,
  );
  if (budget === undefined || attack === undefined || model.gradientUnavailable !== undefined) return undefined;
  const count = Math.min(PROBE_IMAGES, dataset.count, plan.attackLimit ?? dataset.count);
  const images = await subset(
    dataset,
    Int32Array.from({ length: count }, (_, index) => index),
  );
  const rivals = other === undefined || other.gradientUnavailable !== undefined ? [] : [{ attack, on: other }];
  const { study } = await studyAttack(
    { attack, budget, curve: [], seed: plan.seed, rivals, exhibits: 0 },
    model,
    images,
  );
  return {
    probe: { attack: attack.id, ...budget, count },
    flags: study.flags.map((flag) => ({ attack: attack.id, ...budget, ...flag })),
  };
}

/** The middle of the plan's epsilons above 0, in the space of its first preset. */
function probeBudget({ presets, epsilons }: Plan): Budget | undefined {
  const rising = epsilons.filter((epsilon) => epsilon > 0).toSorted((a, b) => a - b);
  const [preset] = presets;
  if (preset === undefined || rising.length === 0) return undefined;
  return { space: PRESETS[preset].space, epsilon: rising[Math.floor(rising.length / 2)] };
}

/**
 * Flags numbers that another attack of the same plan beats with the same budget by more than chance. A single-step
 * attack is expected to lose to iterated ones, and is held only against attacks that had no more gradients than it.
 *
 * @param correctUnder 1 where the answer was right, of each image
 */
export async function rivalFlags(
  plan: Plan,
  conditions: readonly Extract<Condition, { kind: "attack" }>[],
  correctUnder: (condition: Condition) => Promise<Uint8Array>,
): Promise<Reliability["flags"]> {
  const chosen = plannedAttacks(plan);
  const attackOf = ({ id }: { readonly id: string }) => chosen.find((attack) => attack.id === id);
  const flags: Reliability["flags"][number][] = [];
  for (const condition of conditions) {
    const attack = attackOf(condition);
    if (attack === undefined || condition.epsilon === 0) continue;
    const rivals = [];
    for (const candidate of conditions) {
      const rival = attackOf(candidate);
      const comparable = candidate.space === condition.space && candidate.epsilon === condition.epsilon;
      if (rival === undefined || rival === attack || !comparable || !mayBeat(rival, attack)) continue;
      const kind = rival.gradients === 0 ? ("black-box" as const) : ("stronger" as const);
      rivals.push({ title: rival.title, kind, outcomes: await correctUnder(candidate) });
    }
    if (rivals.length === 0) continue;
    const outcomes = await correctUnder(condition);
    for (const flag of reliabilityFlags({ title: attack.title, outcomes, rivals })) {
      const { id, space, epsilon } = condition;
      flags.push({ attack: id, space, epsilon, ...flag });
    }
  }
  return flags;
}

function mayBeat(rival: Attack, attack: Attack): boolean {
  return rival.norm === attack.norm && (rival.gradients <= attack.gradients || attack.gradients > 1);
}
