import { attackWarnings } from "../../attacks/index.ts";
import type { Result } from "../result/safety-result.ts";
import { attackConditions, type Plan, plannedAttacks } from "./plan.ts";

/** Ends of the range that 8-bit images have once they are divided by 255. */
const UNIT_RANGE = Float32Array.of(0, 1);

/** What the `attack` command warns of, for every attack of a plan. */
export function planWarnings(plan: Plan): Result["warnings"] {
  const attacks = plannedAttacks(plan);
  return attackConditions(plan).flatMap(({ id, space, epsilon }) => {
    const attack = attacks.find((candidate) => candidate.id === id);
    if (attack === undefined) return [];
    const warnings = attackWarnings({ attack, budget: { space, epsilon }, images: UNIT_RANGE, eightBit: true });
    return warnings.map(({ code, sentence }) => ({ attack: id, space, epsilon, code, sentence }));
  });
}
