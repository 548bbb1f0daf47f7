import { type Attack, attacks, type Budget, parseEpsilon } from "../../attacks/index.ts";
import { findById } from "../core/find-by-id.ts";
import { chooseIds } from "./choose-ids.ts";
import type { AttackCommandOptions } from "./commands/attack.ts";
import { readEpsilon } from "./epsilons.ts";

/** What the options of `attack` ask. */
export interface AttackQuestion {
  readonly attack: Attack;
  readonly budget: Budget;
  /** Epsilons of the curve, in the budget's space. */
  readonly curve: readonly number[];
  /** Attacks that should do less harm than the one in question. */
  readonly against: readonly Attack[];
}

/** @throws InputError on an option that cannot be taken; names it */
export function attackQuestion(options: AttackCommandOptions): AttackQuestion {
  const attack = configured(options);
  const epsilon = readEpsilon(options.eps, "--eps", { spaces: [options.epsSpace], attacks: [attack] });
  return {
    attack,
    budget: { epsilon, space: options.epsSpace },
    curve: curveOf(options.curve, epsilon),
    against: chooseIds("--against", options.against, attacks).map((id) => findById(attacks, id, "--against")),
  };
}

function configured(options: AttackCommandOptions): Attack {
  const { steps, restarts, queries, stepSize, keepGoing } = options;
  return findById<Attack>(attacks, options.attack.trim(), "--attack").configure({
    steps,
    restarts,
    queries,
    stepSize: stepSize === undefined ? undefined : parseEpsilon(stepSize, "--step-size"),
    stopWhenFooled: keepGoing ? false : undefined,
  });
}

/** Multiples of epsilon that show where the accuracy goes, unless the user has said. */
function curveOf(list: string | undefined, epsilon: number): readonly number[] {
  if (list === "none") return [];
  if (list !== undefined) return list.split(",").map((part) => parseEpsilon(part, "--curve"));
  return [...new Set([1 / 8, 1 / 4, 1 / 2, 1, 2].map((multiple) => multiple * epsilon))];
}
