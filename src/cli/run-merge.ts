import { mergeParts } from "../evaluate/merge-parts.ts";
import { readPart } from "../evaluate/part-folder.ts";
import { safetyTable } from "../report/terminal/safety-table.ts";
import type { MergeOptions } from "./commands/merge.ts";
import { inFlags } from "./flags.ts";
import { type Io, wantsColor } from "./io.ts";
import { mergeStudy } from "./study/run-merge.ts";
import { writeReport } from "./write-report.ts";

/** What the `merge` command does: parts of `safety` or of `study`, as the first folder says. */
export async function runMerge(folders: readonly string[], options: MergeOptions, io: Io): Promise<void> {
  const parts = await Promise.all(folders.map(async (path) => (await readPart(path)) !== undefined));
  if (parts.includes(true)) await mergeSafety(folders, options, io);
  else await mergeStudy(folders, options, io);
}

async function mergeSafety(folders: readonly string[], { out, json }: MergeOptions, io: Io): Promise<void> {
  const result = await mergeParts(folders, out);
  if (json) io.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  else io.stdout.write(inFlags(safetyTable(result, { color: wantsColor(io, io.stdout), full: false })));
  io.stderr.write(`The report, for a browser: ${await writeReport(out, { result })}\n`);
}
