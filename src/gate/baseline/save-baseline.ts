import { conditionKey } from "../../core/condition.ts";
import { InputError } from "../../core/error.ts";
import type { Baseline } from "../../result/baseline.ts";
import type { ParsedBudget } from "../budget/parse-budget.ts";
import { resolveBudget, type Target } from "../budget/resolve-budget.ts";
import { measureTargets } from "../measure-targets.ts";
import { columnsOf, type Side } from "../side.ts";
import { type ColumnChoice, packBaseline } from "./pack-baseline.ts";

/**
 * A baseline file of a checkpoint: predictions under every condition, clean outcomes whole, and of the other conditions
 * what the budget's metrics are computed from.
 *
 * @param release name under which the checkpoint is released; its values stay in the baselines that follow
 * @returns the bytes; the same side and budget give the same
 */
export function saveBaseline(side: Side, budget: ParsedBudget, release: string | undefined): Uint8Array {
  const targets = resolveBudget(budget, side);
  return packBaseline(side, keptBy(targets), { release: releaseOf(side, targets, release), history: [] });
}

interface Acceptance {
  readonly reason: string;
  readonly release: string | undefined;
}

/** Records in the history who was replaced by whom; beyond so many the oldest are forgotten. */
const MOST_HISTORY = 1000;

/** A baseline file of another checkpoint, with the history of the one that it replaces. */
export function acceptBaseline(previous: Side, side: Side, budget: ParsedBudget, acceptance: Acceptance): Uint8Array {
  const { reason, release } = acceptance;
  if (reason.length > MOST_REASON) {
    throw new InputError("`reason`", { expected: `at most ${MOST_REASON} characters`, got: `${reason.length}` });
  }
  const targets = resolveBudget(budget, side);
  const entry = { replaced: nameOf(previous), by: nameOf(side), reason };
  return packBaseline(side, keptBy(targets), {
    release: releaseOf(side, targets, release) ?? previous.release,
    history: [...previous.history, entry].slice(-MOST_HISTORY),
  });
}

const MOST_REASON = 2000;

function keptBy(targets: readonly Target[]): ColumnChoice {
  const needed = new Set(
    targets.flatMap(({ place, metric }) =>
      place.conditions.flatMap((condition) =>
        columnsOf(metric.id).map((column) => `${conditionKey(condition)} ${column}`),
      ),
    ),
  );
  return (condition, column) =>
    condition.kind === "clean" || column === "predicted" || needed.has(`${conditionKey(condition)} ${column}`);
}

function releaseOf(side: Side, targets: readonly Target[], name: string | undefined): Baseline["release"] {
  if (name === undefined) return null;
  const measured = measureTargets(side, side, targets, { resamples: 0, permutations: 0, seed: 0 });
  const values = targets.flatMap((target) => {
    const value = measured.get(target.id)?.values[0] ?? Number.NaN;
    return Number.isFinite(value) ? [[target.id, value] as const] : [];
  });
  return { name, checkpoint: nameOf(side), values: Object.fromEntries(values) };
}

function nameOf({ checkpoint: { name, sha256 } }: Side): Baseline["history"][number]["by"] {
  return { name, sha256 };
}
