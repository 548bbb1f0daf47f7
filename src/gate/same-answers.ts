import { conditionKey } from "../core/condition.ts";
import type { Target } from "./budget/resolve-budget.ts";
import { conditionsIn } from "./places.ts";
import { columnsOf, type Side } from "./side.ts";

/** Whether both checkpoints gave the same answer to every example, in all that these targets look at. */
export function sameAnswers(baseline: Side, candidate: Side, targets: readonly Target[]): boolean {
  return conditionsIn(targets.map(({ place }) => place)).every((condition) => {
    const key = conditionKey(condition);
    const here = targets.filter(({ place }) => place.conditions.some((each) => conditionKey(each) === key));
    const columns = new Set(here.flatMap(({ metric }) => columnsOf(metric.id)));
    return [...columns].every((column) => {
      const other = candidate.column(condition, column);
      return baseline.column(condition, column).every((value, i) => Object.is(value, other[i]));
    });
  });
}
