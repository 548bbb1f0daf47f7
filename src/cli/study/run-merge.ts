import type { CellRecord } from "../../result/study-cell.ts";
import { mergeFolders } from "../../study/merge.ts";
import { openStudyFolder } from "../../study/study-folder.ts";
import type { MergeOptions } from "../commands/merge.ts";
import type { Io } from "../io.ts";
import { studyOf } from "./prepare.ts";
import { showResult } from "./show-result.ts";

/** What `merge` does with parts of a study: copies every part's cells into one folder, and computes the result from them. */
export async function mergeStudy(folders: readonly string[], { out, json }: MergeOptions, io: Io): Promise<void> {
  const parts = await mergeFolders(folders);
  const study = await studyOf(parts.identity);
  parts.requireWhole(study.cells);
  const whole = await openStudyFolder(out, parts.identity);
  const records = new Map<string, CellRecord>();
  for (const { id } of study.cells) records.set(id, await parts.copy(id, whole));
  await showResult({ ...study, records }, whole, json, io);
}
