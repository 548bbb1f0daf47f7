import { type ParsedBudget, parseBudget } from "../../../src/gate/budget/parse-budget.ts";

/** A budget of these rules, as if it had been read. */
export function budgetOf(rules: readonly object[], more: object = {}): ParsedBudget {
  return parseBudget(JSON.stringify({ schema: "ipswap-eval/budget/1", ...more, rules }), "b.json");
}
