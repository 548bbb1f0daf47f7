import { type Attack, attacks, type NormId, PRESETS, type PresetId } from "../../attacks/index.ts";
import type { ConstantSet } from "../../corruptions/index.ts";
import { type Condition, SEVERITIES } from "../core/condition.ts";
import { findById } from "../core/find-by-id.ts";
import { groupBy } from "../core/group-by.ts";

/** Epsilons of the patch swap paper's Table 12. */
export const DEFAULT_EPSILONS: readonly number[] = [0.001, 0.003, 0.005, 0.01, 0.05];

/** What will be measured: everything that decides the figures besides the checkpoints and the data. */
export interface Plan {
  readonly seed: number;
  readonly attacks: readonly string[];
  readonly presets: readonly PresetId[];
  readonly epsilons: readonly number[];
  /** Attacks see the first this many images; null means all of them. */
  readonly attackLimit: number | null;
  readonly corruptions: readonly string[];
  /** Where corrupted images come from. */
  readonly corruptedImages: CorruptedImagesPlan;
}

export type CorruptedImagesPlan =
  | {
      readonly from: "generator";
      readonly constants: ConstantSet;
      /** `procedural`, or the SHA-256 of the textures given. */
      readonly frostTextures: string;
    }
  | {
      readonly from: "files";
      /** SHA-256 of what the folder's headers and labels say. */
      readonly sha256: string;
    };

/** The attacks that a plan names, in its order. */
export function plannedAttacks(plan: Plan): readonly Attack[] {
  return plan.attacks.map((id) => findById(attacks, id, "attack"));
}

/** Whether one of a plan's attacks follows the gradient. */
export function needsGradients(plan: Plan): boolean {
  return plannedAttacks(plan).some(({ gradients }) => gradients > 0);
}

/** Conditions of a plan, in the order of the report: clean, attacks, corruptions. */
export function attackConditions(plan: Plan): readonly Extract<Condition, { kind: "attack" }>[] {
  return plan.attacks.flatMap((id) =>
    plan.presets.flatMap((preset) =>
      plan.epsilons.map((epsilon) => ({ kind: "attack" as const, id, space: PRESETS[preset].space, epsilon })),
    ),
  );
}

/** All conditions of a plan on a network, in the order of the report; one without a gradient keeps the attacks that need none. */
export function plannedConditions(whole: Plan, gradient: boolean): readonly Condition[] {
  const plan = { ...whole, attacks: usableAttacks(whole, gradient).map(({ id }) => id) };
  return [
    { kind: "clean" },
    ...attackConditions(plan),
    ...ensembleConditions(plan).map(({ norm: _, ...condition }) => condition),
    ...corruptionConditions(plan),
  ];
}

/** The attacks of a plan that a network allows. */
export function usableAttacks(plan: Plan, gradient: boolean): readonly Attack[] {
  return plannedAttacks(plan).filter(({ gradients }) => gradient || gradients === 0);
}

/** A condition in which each example meets the attack that is worst for it, out of those of one norm. */
export type EnsembleCondition = ReturnType<typeof attackConditions>[number] & { readonly norm: NormId };

/** Where a plan has several attacks of a norm: their worst case at each epsilon, as AutoAttack counts. */
export function ensembleConditions(plan: Plan): readonly EnsembleCondition[] {
  const norms = groupBy(plannedAttacks(plan), ({ norm }) => norm);
  return [...norms].flatMap(([norm, members]) => {
    if (members.length < 2) return [];
    return attackConditions({ ...plan, attacks: [ensembleId(norm)] }).map((condition) => ({ ...condition, norm }));
  });
}

/** Id under which the worst case over the attacks of a norm is recorded. */
export function ensembleId(norm: NormId): string {
  return norm === "linf" ? "ensemble" : `ensemble-${norm}`;
}

/** Corruption conditions of a plan: every corruption at each severity. */
export function corruptionConditions(plan: Plan): readonly Extract<Condition, { kind: "corruption" }>[] {
  return plan.corruptions.flatMap((id) =>
    SEVERITIES.map((severity) => ({ kind: "corruption" as const, id, severity })),
  );
}
