import type { Condition } from "../core/condition.ts";
import { conditionsOfKind } from "../result/condition.ts";
import type { Reliability } from "../result/safety-result.ts";
import { needsGradients } from "./plan.ts";
import { probeReliability, rivalFlags } from "./reliability.ts";
import type { NetworkTask } from "./task.ts";

/** Why a network has no gradient; null where it has one, or nothing of the plan needs one. */
export async function whyNoGradient({ network, evaluation: { plan }, pool }: NetworkTask): Promise<string | null> {
  if (!needsGradients(plan)) return null;
  return (await pool.of(network)).gradientUnavailable ?? null;
}

/**
 * Looks for reasons to doubt the robust accuracies of a network whose conditions are all measured.
 *
 * @param gradientUnavailable what `whyNoGradient` said
 */
export async function checkReliability(
  { network, other, evaluation: { plan, dataset }, store, pool }: NetworkTask,
  conditions: readonly Condition[],
  gradientUnavailable: string | null,
): Promise<Reliability> {
  const attacked = conditionsOfKind(conditions, "attack");
  if (attacked.length === 0) {
    return { gradientUnavailable, probe: null, flags: [] };
  }
  const probe = await probeReliability(plan, await pool.of(network), other && (await pool.of(other)), dataset);
  const flags = [...(probe?.flags ?? []), ...(await rivalFlags(plan, attacked, store.readCorrect))];
  return { gradientUnavailable, probe: probe?.probe ?? null, flags };
}
