import { access } from "node:fs/promises";
import { InputError } from "../core/error.ts";
import { writeAtomic } from "../core/files.ts";
import { defaultBudget } from "../gate/budget/default-budget.ts";
import { BUDGET_FILE } from "../gate/budget/parse-budget.ts";
import { openSide } from "../gate/open-side.ts";
import type { InitOptions } from "./commands/init.ts";
import type { Io } from "./io.ts";
import { writeOut } from "./write-out.ts";

/** What the `init` command does. */
export async function runInit(result: string, options: InitOptions, io: Io): Promise<void> {
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
  const side = await openSide(result, { checkpoint: options.checkpoint, otherwise: "first" });
  const budget = { $schema: SCHEMA, ...defaultBudget(side) };
  await writeAtomic(path, `${JSON.stringify(budget, null, 2)}\n`);
  await writeOut(io.stdout, `${path}: ${budget.rules.length} rules; margins are a start, and yours to choose\n`);
}

const SCHEMA = "node_modules/ipswap-eval/dist/schemas/budget.json";
