import { mergeFolders } from "../../study/merge.ts";
import { openStudyFolder } from "../../study/study-folder.ts";
import type { MergeOptions } from "../commands/merge.ts";
import type { Io } from "../io.ts";
import { version } from "../version.ts";
import { studyOf } from "./prepare.ts";
import { readRecords, showResult } from "./run-study.ts";

/** What the `merge` command does: copies every part's cells into one folder, and computes the result from them. */
export async function runMerge(folders: readonly string[], { out, json }: MergeOptions, io: Io): Promise<void> {
  const parts = await mergeFolders(folders, version());
  const study = await studyOf(parts.identity.plan, parts.identity.data);
  parts.requireWhole(study.cells);
  const whole = await openStudyFolder(out, parts.identity);
  for (const { id } of study.cells) await parts.copy(id, whole);
  await showResult({ ...study, records: await readRecords(study.cells, whole) }, whole, json, io);
}
