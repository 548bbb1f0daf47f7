import { access } from "node:fs/promises";
import { counted } from "../core/counted.ts";
import { InputError } from "../core/error.ts";
import { writeAtomic } from "../core/files.ts";
import { defaultBudget } from "../gate/budget/default-budget.ts";
import { BUDGET_FILE } from "../gate/budget/parse-budget.ts";
import { withSeedMargins } from "../gate/budget/seed-margins.ts";
import { openSide, openSides } from "../gate/open-side.ts";
import type { Side } from "../gate/side.ts";
import type { Budget } from "../result/budget.ts";
import type { InitOptions } from "./commands/init.ts";
import type { Io } from "./io.ts";
import { writeOut } from "./write-out.ts";

/** What the `init` command does. */
export async function runInit(results: readonly string[], options: InitOptions, io: Io): Promise<void> {
  const path = options.budget ?? BUDGET_FILE;
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists && !options.restart) {
    throw new InputError(path, {
      expected: "no such file yet",
      got: "one",
      remedy: "Choose another (`budget`), or replace it with `restart`.",
    });
  }
  const trainings = await trainingsOf(results, options);
  const budget = { $schema: SCHEMA, ...budgetOf(trainings, options.mode) };
  await writeAtomic(path, `${JSON.stringify(budget, null, 2)}\n`);
  await writeOut(io.stdout, `${path}: ${counted(budget.rules.length, "rule")}; ${origin(trainings.length)}\n`);
}

async function trainingsOf(results: readonly string[], { checkpoint, everyCheckpoint }: InitOptions) {
  if (!everyCheckpoint) return Promise.all(results.map((path) => openSide(path, { checkpoint, otherwise: "first" })));
  if (checkpoint !== undefined) {
    throw new InputError("`everyCheckpoint`", { expected: "every checkpoint or one", got: `"${checkpoint}" too` });
  }
  const trainings = (await Promise.all(results.map(openSides))).flat();
  if (trainings.length > 1) return trainings;
  throw new InputError(results[0], { expected: "several checkpoints", got: "one" });
}

function budgetOf(trainings: readonly Side[], mode: InitOptions["mode"]): Budget {
  const budget = defaultBudget(trainings[0], mode);
  return trainings.length === 1 ? budget : withSeedMargins(budget, trainings);
}

function origin(trainings: number): string {
  if (trainings === 1) {
    return "margins are a start, and yours to choose; results of several seeds say how large they have to be";
  }
  return `no margin is smaller than the largest difference between ${trainings} trainings; in at most 1 of ${trainings + 1} cases another one is worse than that by chance`;
}

const SCHEMA = "node_modules/ipswap-eval/dist/schemas/budget.json";
