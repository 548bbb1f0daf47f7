import { InputError } from "../core/error.ts";
import { compareSides } from "../gate/compare/compare-sides.ts";
import { compareText } from "../gate/compare/compare-text.ts";
import { openSides } from "../gate/open-side.ts";
import { findProblems } from "../gate/sanity/find-problems.ts";
import { readTable } from "../gate/sanity/read-table.ts";
import { sanityText } from "../gate/sanity/sanity-text.ts";
import type { CompareOptions } from "./commands/compare.ts";
import { type Io, wantsColor } from "./io.ts";
import { writeOut } from "./write-out.ts";

/** What the `compare` command does. */
export async function runCompare(paths: readonly string[], { sanity, json }: CompareOptions, io: Io): Promise<void> {
  const color = wantsColor(io, io.stdout);
  if (sanity !== undefined) {
    const findings = findProblems(await readTable(sanity));
    await writeOut(io.stdout, json ? `${JSON.stringify(findings, null, 2)}\n` : sanityText(findings, { color }));
    return;
  }
  const sides = (await Promise.all(paths.map(openSides))).flat();
  if (sides.length < 2) {
    throw new InputError("compare", {
      expected: "at least two checkpoints",
      got: `${sides.length}`,
      remedy: "Name folders that safety wrote; each may hold several checkpoints. Or a table with `sanity`.",
    });
  }
  const compared = compareSides(sides);
  await writeOut(io.stdout, json ? `${JSON.stringify(compared, null, 2)}\n` : compareText(compared, { color }));
}
