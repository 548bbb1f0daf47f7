import { createRandom } from "../../src/core/random.ts";
import { defaultBudget } from "../../src/gate/budget/default-budget.ts";
import { type ParsedBudget, parseBudget } from "../../src/gate/budget/parse-budget.ts";
import { checkSides } from "../../src/gate/check-sides.ts";
import type { CheckResult } from "../../src/result/check-result.ts";
import type { Slice, Tally } from "../false-alarms/simulation.ts";
import { drawRows, type Population, sidesOf } from "./population.ts";
import { ALPHA, FAMILY_RULES, QUESTIONS, type Question } from "./questions.ts";
import { shareFor } from "./true-harm.ts";

/** Draws of a run: enough for the smallest p-value to count after Holm's adjustment of the family. */
const DRAWS = 499;
const FAMILY_DRAWS = 399;
/** Runs without harm over which what is stated as detectable is averaged, and draws of each. */
const PILOTS = 150;
const PILOT_DRAWS = 199;

const OPTIONS = { toolVersion: "simulation" };

/**
 * Swap nulls: how often the gate fails where neither checkpoint is better in anything; with a budget of tests without
 * margins, and with the budget that a user gets who writes none.
 */
export function simulateNull(population: Population, { count, from, to }: Slice): Tally {
  const family = budgetOf(FAMILY_RULES, "regression");
  let [failed, byDefault] = [0, 0];
  for (let run = from; run < to; run++) {
    const random = createRandom("gate power: null").fork(count, run);
    const sides = sidesOf(population, drawRows(random, population.count, count), 0);
    const check = (budget: ParsedBudget, resamples: number, permutations: number) =>
      checkSides(...sides, budget, { ...OPTIONS, draws: { resamples, permutations, seed: run } }).verdict;
    if (check(family, 2, FAMILY_DRAWS) === "failed") failed++;
    const { rules } = defaultBudget(sides[0]);
    if (check(budgetOf(rules, "regression"), FAMILY_DRAWS, FAMILY_DRAWS) === "failed") byDefault++;
  }
  return { failed, byDefault };
}

/** Regressions of the size that the gate states as detectable: how often it finds them. */
export function simulatePlanted(population: Population, question: number, slice: Slice): Tally {
  const asked = QUESTIONS[question];
  const budget = budgetOf([ruleOf(asked)], "regression", asked.title);
  const stated = statedDetectable(population, asked, slice.count);
  const share = shareFor(population, asked, stated);
  const runs = runsOf(population, budget, slice, { name: "planted", share, draws: DRAWS });
  return { found: runs.filter(({ checks }) => checks[0].verdict === "regressed").length, stated, share };
}

/** A true harm of exactly the margin: how often non-inferiority is shown, and how often a regression is. */
export function simulateMargin(population: Population, question: number, slice: Slice): Tally {
  const asked = QUESTIONS[question];
  const budget = budgetOf([ruleOf(asked)], "non-inferiority", asked.title);
  const share = shareFor(population, asked, asked.margin);
  const runs = runsOf(population, budget, slice, { name: "margin", share, draws: DRAWS });
  return {
    passed: runs.filter(({ verdict }) => verdict === "passed").length,
    regressed: runs.filter(({ checks }) => checks[0].verdict === "regressed").length,
  };
}

function ruleOf({ metric, on, margin }: Question) {
  return { metric, on, margin, minimumExamples: 1 };
}

function budgetOf(rules: readonly object[], mode: string, name = "family"): ParsedBudget {
  return parseBudget(JSON.stringify({ schema: "ipswap-eval/budget/1", mode, alpha: ALPHA, rules }), name);
}

interface Planted {
  readonly name: string;
  readonly share: number;
  readonly draws: number;
}

function runsOf(
  population: Population,
  budget: ParsedBudget,
  { count, from, to }: Slice,
  { name, share, draws }: Planted,
): readonly CheckResult[] {
  return Array.from({ length: to - from }, (_, r) => {
    const random = createRandom(`gate power: ${name}`).fork(budget.source, count, from + r);
    const sides = sidesOf(population, drawRows(random, population.count, count), share);
    const options = { resamples: draws, permutations: draws, seed: from + r };
    return checkSides(...sides, budget, { ...OPTIONS, draws: options });
  });
}

/** The mean of what the gate says over runs without any harm. */
function statedDetectable(population: Population, question: Question, count: number): number {
  const budget = budgetOf([ruleOf(question)], "regression");
  const pilots = { count, from: 0, to: PILOTS };
  const runs = runsOf(population, budget, pilots, { name: "stated", share: 0, draws: PILOT_DRAWS });
  const stated = runs.map(({ checks }) => checks[0].change?.detectable ?? Number.NaN);
  return stated.reduce((sum, value) => sum + value, 0) / stated.length;
}
