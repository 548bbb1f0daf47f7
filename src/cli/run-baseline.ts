import { InputError } from "../core/error.ts";
import { writeAtomic } from "../core/files.ts";
import { readBaseline } from "../gate/baseline/read-baseline.ts";
import { acceptBaseline, saveBaseline } from "../gate/baseline/save-baseline.ts";
import { baselineText, describeBaseline } from "../gate/baseline/show-baseline.ts";
import { defaultBudget } from "../gate/budget/default-budget.ts";
import { readBudget, unlocated } from "../gate/budget/parse-budget.ts";
import { openSide } from "../gate/open-side.ts";
import type { BaselineAction, BaselineOptions } from "./commands/baseline.ts";
import type { Io } from "./io.ts";
import { writeOut } from "./write-out.ts";

/** Where a baseline goes when nobody says. */
const BASELINE_FILE = "ipswap.baseline.npz";

/** What the `baseline` command does. */
export async function runBaseline(
  action: BaselineAction,
  path: string,
  file: string | undefined,
  options: BaselineOptions,
  io: Io,
): Promise<void> {
  switch (action) {
    case "save":
      return save(path, options, io);
    case "accept":
      return accept(path, file, options, io);
    case "show":
      return show(path, options, io);
  }
}

async function save(path: string, { checkpoint, outputFile, budget, release }: BaselineOptions, io: Io): Promise<void> {
  const side = await openSide(path, { checkpoint, otherwise: "first" });
  const parsed = (await readBudget(budget)) ?? unlocated(defaultBudget(side));
  const out = outputFile ?? BASELINE_FILE;
  const bytes = saveBaseline(side, parsed, release);
  await writeAtomic(out, bytes);
  await writeOut(io.stdout, `${out} (${Math.ceil(bytes.length / 1000)} kB)\n`);
}

async function accept(
  path: string,
  file: string | undefined,
  { checkpoint, budget, reason, release }: BaselineOptions,
  io: Io,
): Promise<void> {
  if (file === undefined || reason === undefined || reason.trim() === "") {
    throw new InputError("baseline accept", {
      expected: "the file that is replaced, and why (`reason`)",
      got: file === undefined ? "no file" : "no reason",
      remedy:
        'For example: ipswap-eval baseline accept results/new ipswap.baseline.npz --reason "retrained on new data"',
    });
  }
  const previous = await readBaseline(file);
  const side = await openSide(path, { checkpoint, otherwise: "last" });
  const parsed = (await readBudget(budget)) ?? unlocated(defaultBudget(side));
  await writeAtomic(file, acceptBaseline(previous, side, parsed, { reason, release }));
  await writeOut(io.stdout, `${file}: ${previous.checkpoint.name} is replaced by ${side.checkpoint.name}\n`);
}

async function show(path: string, { json }: BaselineOptions, io: Io): Promise<void> {
  const description = describeBaseline(await readBaseline(path));
  await writeOut(io.stdout, json ? `${JSON.stringify(description, null, 2)}\n` : baselineText(description));
}
