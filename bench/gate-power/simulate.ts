import { createRandom, type Random } from "../../src/core/random.ts";
import { type ParsedBudget, parseBudget } from "../../src/gate/budget/parse-budget.ts";
import { checkSides } from "../../src/gate/check-sides.ts";
import type { CheckResult } from "../../src/result/check-result.ts";
import type { Slice, Tally } from "../false-alarms/simulation.ts";
import { type Damage, drawRows, NO_DAMAGE, type Population, sidesOf } from "./population.ts";
import { ALPHA, damageOf, FAMILY_RULES, QUESTIONS, type Question } from "./questions.ts";

/** Draws of a run: enough for the smallest p-value to count after Holm's adjustment of the family. */
const DRAWS = 499;
const FAMILY_DRAWS = 399;
/** Runs in which the detectable harm is averaged, and draws of the population in which a true harm is. */
const PILOTS = 30;
const TRUTHS = 2;

const OPTIONS = { toolVersion: "simulation" };

/** Swap nulls: how often the gate fails where neither checkpoint is better in anything. */
export function simulateNull(population: Population, { count, from, to }: Slice): Tally {
  const budget = budgetOf(FAMILY_RULES, "regression");
  let failed = 0;
  for (let run = from; run < to; run++) {
    const random = createRandom("gate power: null").fork(count, run);
    const sides = sidesOf(population, drawRows(random, population.count, count), NO_DAMAGE);
    const draws = { resamples: 2, permutations: FAMILY_DRAWS, seed: run };
    if (checkSides(...sides, budget, { ...OPTIONS, draws }).verdict === "failed") failed++;
  }
  return { failed };
}

/** Regressions of the size that the gate states as detectable: how often it finds them. */
export function simulatePlanted(population: Population, question: number, { count, from, to }: Slice): Tally {
  const asked = QUESTIONS[question];
  const budget = budgetOf([ruleOf(asked)], "regression");
  const stated = statedDetectable(population, asked, count);
  const damage = damageFor(population, asked, stated);
  let found = 0;
  for (let run = from; run < to; run++) {
    const check = runOnce(population, budget, createRandom("gate power: planted").fork(count, run), count, damage, run);
    if (check.checks[0].verdict === "regressed") found++;
  }
  return { found, stated: stated * (to - from) };
}

/** A true harm of exactly the margin: how often non-inferiority is shown, and how often a regression is. */
export function simulateMargin(population: Population, question: number, { count, from, to }: Slice): Tally {
  const asked = QUESTIONS[question];
  const budget = budgetOf([ruleOf(asked)], "non-inferiority");
  const damage = damageFor(population, asked, asked.margin);
  let [passed, regressed] = [0, 0];
  for (let run = from; run < to; run++) {
    const check = runOnce(population, budget, createRandom("gate power: margin").fork(count, run), count, damage, run);
    if (check.verdict === "passed") passed++;
    if (check.checks[0].verdict === "regressed") regressed++;
  }
  return { passed, regressed };
}

function ruleOf({ metric, on, margin }: Question) {
  return { metric, on, margin, minimumExamples: 1 };
}

function budgetOf(rules: readonly object[], mode: string): ParsedBudget {
  return parseBudget(JSON.stringify({ schema: "ipswap-eval/budget/1", mode, alpha: ALPHA, rules }), "simulation");
}

function runOnce(
  population: Population,
  budget: ParsedBudget,
  random: Random,
  count: number,
  damage: Damage,
  seed: number,
  draws = DRAWS,
): CheckResult {
  const sides = sidesOf(population, drawRows(random, population.count, count), damage);
  return checkSides(...sides, budget, { ...OPTIONS, draws: { resamples: draws, permutations: draws, seed } });
}

/** The mean of what the gate says over a few runs without any harm. */
function statedDetectable(population: Population, question: Question, count: number): number {
  const budget = budgetOf([ruleOf(question)], "regression");
  let sum = 0;
  for (let run = 0; run < PILOTS; run++) {
    const check = runOnce(
      population,
      budget,
      createRandom("gate power: stated").fork(count, run),
      count,
      NO_DAMAGE,
      run,
    );
    sum += check.checks[0].change?.detectable ?? Number.NaN;
  }
  return sum / PILOTS;
}

/** The damage at which the true harm is this much, in draws of ten times the population. */
function damageFor(population: Population, question: Question, harm: number): Damage {
  const budget = budgetOf([ruleOf(question)], "regression");
  const count = 10 * population.count;
  const harmAt = (amount: number) => {
    let sum = 0;
    for (let run = 0; run < TRUTHS; run++) {
      const random = createRandom("gate power: truth").fork(run);
      const check = runOnce(population, budget, random, count, damageOf(question, amount), run, 2);
      sum += check.checks[0].change?.harm ?? Number.NaN;
    }
    return sum / TRUTHS;
  };
  // What the exchanges of these draws make of no damage at all is no part of the harm, which is nearly proportional.
  const without = harmAt(0);
  let amount = 0.02;
  for (let step = 0; step < 3; step++) amount *= harm / (harmAt(amount) - without);
  return damageOf(question, amount);
}
