import { improvement } from "../../../metrics/index.ts";
import { InputError } from "../../core/error.ts";
import type { Budget, BudgetRule } from "../../result/budget.ts";
import { requireComparable } from "../comparable.ts";
import { measureTargets } from "../measure-targets.ts";
import type { Side } from "../side.ts";
import { unlocated } from "./parse-budget.ts";
import { resolveBudget, type Target } from "./resolve-budget.ts";

/**
 * A budget whose margins are not smaller than what another seed changes. Of each rule the margin becomes the largest
 * difference between any two of the trainings, over every place and slice that the rule fits, rounded up to two digits; a
 * larger one stays. Each rule says so in its note.
 *
 * Seeds are exchangeable: that the next of K + 1 trainings is worse than all others has probability 1 / (K + 1), and only
 * then can it be worse than any one of them by more than the margin.
 *
 * @param trainings at least two of one recipe, on the same data
 * @throws InputError where two are the same network, or networks of two architectures
 * @throws Incomparable where they were not asked the same question
 */
export function withSeedMargins(budget: Budget, trainings: readonly Side[]): Budget {
  const [first, ...others] = trainings;
  requireOneRecipe(trainings);
  const targetsOf = (rule: BudgetRule) => resolveBudget(unlocated({ ...budget, rules: [rule] }), first);
  const all = budget.rules.map(targetsOf);
  for (const other of others) requireComparable(first, other, all.flat());
  const values = trainings.map((side) =>
    measureTargets(side, side, all.flat(), { resamples: 0, permutations: 0, seed: 0 }),
  );
  const spreadOf = ({ id, metric }: Target) => {
    const found = values.map((of) => of.get(id)?.values[0] ?? Number.NaN).filter(Number.isFinite);
    return Math.max(0, ...found.flatMap((a) => found.map((b) => improvement(metric, a, b))));
  };
  const rules = budget.rules.map((rule, r) => {
    const spreads = all[r].map((target) => ({ target, spread: spreadOf(target) }));
    const largest = spreads.reduce((most, each) => (each.spread > most.spread ? each : most));
    const takesMargin = largest.target.metric.noMargin === undefined;
    const margin = takesMargin ? Math.max(rule.margin ?? 0, roundedUp(largest.spread)) : rule.margin;
    return { ...rule, margin, note: noteOf(largest, { rule, count: trainings.length }) };
  });
  return { ...budget, rules };
}

function requireOneRecipe(trainings: readonly Side[]): void {
  const [first, ...others] = trainings;
  for (const [i, { source, checkpoint }] of others.entries()) {
    const twin = trainings.slice(0, i + 1).find((each) => each.checkpoint.sha256 === checkpoint.sha256);
    if (twin !== undefined) {
      throw new InputError(source, {
        expected: "a training of its own, with another seed",
        got: `the weights of ${twin.source} again`,
      });
    }
    if (checkpoint.architecture !== first.checkpoint.architecture) {
      throw new InputError(source, {
        expected: `another training of the same recipe, a ${first.checkpoint.architecture}`,
        got: `a ${checkpoint.architecture}`,
        remedy: "Margins tell what a seed changes, and not what another network does.",
      });
    }
  }
}

interface Largest {
  readonly target: Target;
  readonly spread: number;
}

function noteOf({ target, spread }: Largest, { rule, count }: { readonly rule: BudgetRule; readonly count: number }) {
  const isMany = (rule.on ?? "clean").includes("*") || rule.slice !== undefined;
  const where = isMany ? `, in ${target.slice?.name ?? target.place.name}` : "";
  const found = `two of ${count} trainings differ by up to ${Number(spread.toPrecision(3))}${where}`;
  return target.metric.noMargin === undefined ? found : `${found}; this metric takes no margin`;
}

/** Up to two significant digits; what rounding of the arithmetic added does not count. */
function roundedUp(value: number): number {
  if (value === 0) return 0;
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Number((Math.ceil(Number((value / unit).toPrecision(9))) * unit).toPrecision(2));
}
