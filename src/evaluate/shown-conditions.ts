import { corruptions } from "../../corruptions/index.ts";
import { type Condition, conditionKey } from "../core/condition.ts";
import { findById } from "../core/find-by-id.ts";
import { attackConditions, corruptionConditions, type Plan } from "./plan.ts";

/** Severity that a family of corruptions is looked at in. */
const SEVERITY = 3;

/**
 * The conditions of a plan whose whole answers are kept, to be looked at beside the clean ones: the plan's last attack at
 * the middle epsilon in each space, and of each family of corruptions the first at severity 3. Six at most: answers of
 * all conditions would take more room than everything else.
 */
export function shownConditions(plan: Plan): readonly Condition[] {
  const epsilons = [...plan.epsilons].sort((a, b) => a - b);
  const middle = epsilons[epsilons.length >> 1];
  const attacks = attackConditions(plan).filter(({ id, epsilon }) => id === plan.attacks.at(-1) && epsilon === middle);
  const families = new Set<string>();
  const first = corruptionConditions(plan).filter(({ id, severity }) => {
    if (severity !== SEVERITY) return false;
    const { family } = findById(corruptions, id, "corruption");
    const isFirst = !families.has(family);
    families.add(family);
    return isFirst;
  });
  return [...attacks, ...first];
}

/** Whether a condition is one of those that are kept whole. */
export function isShown(plan: Plan): (condition: Condition) => boolean {
  const keys = new Set(shownConditions(plan).map(conditionKey));
  return (condition) => keys.has(conditionKey(condition));
}
