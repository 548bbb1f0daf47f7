import { join } from "node:path";
import { CheckFailed } from "../../core/error.ts";
import { writeAtomic } from "../../core/files.ts";
import { studyCsv } from "../../report/study/csv.ts";
import { studyLatex } from "../../report/study/latex.ts";
import { studyMarkdown } from "../../report/study/markdown.ts";
import { renderStudy } from "../../report/study/page.tsx";
import { studyTable } from "../../report/study/terminal.ts";
import type { CellRecord } from "../../result/study-cell.ts";
import type { Study } from "../../result/study-result.ts";
import type { PlannedCell } from "../../study/expand-plan.ts";
import type { StudyFolder } from "../../study/study-folder.ts";
import { type SummaryInputs, summarize } from "../../study/summarize.ts";
import { type Io, wantsColor } from "../io.ts";
import type { PreparedStudy } from "./prepare.ts";

/** What became of these cells, by id, of those that are finished. */
export async function readRecords(
  cells: readonly PlannedCell[],
  folder: StudyFolder,
): Promise<ReadonlyMap<string, CellRecord>> {
  const records = new Map<string, CellRecord>();
  for (const { id } of cells) {
    const record = await folder.readCell(id);
    if (record !== undefined) records.set(id, record);
  }
  return records;
}

/** @throws CheckFailed where some of the cells have no record */
export function requireFinished(cells: readonly PlannedCell[], records: ReadonlyMap<string, CellRecord>): void {
  const missing = cells.filter(({ id }) => !records.has(id));
  if (missing.length === 0) return;
  const [{ method, network, labelNoise, seed }] = missing;
  throw new CheckFailed(
    `${missing.length} of ${cells.length} cells are not finished, the first: ${method} on ${network}, label noise ${labelNoise}, seed ${seed}. Give the command again when nothing else works on them.`,
  );
}

/** Computes the result from the cells, and writes it as JSON, Markdown, LaTeX and CSV. */
export async function writeResult(
  study: PreparedStudy & Pick<SummaryInputs, "records">,
  folder: StudyFolder,
): Promise<Study> {
  const result = summarize(study);
  await writeAtomic(join(folder.path, "study.json"), `${JSON.stringify(result, undefined, 1)}\n`);
  await writeAtomic(join(folder.path, "study.md"), studyMarkdown(result));
  await writeAtomic(join(folder.path, "study.tex"), studyLatex(result));
  await writeAtomic(join(folder.path, "study.csv"), studyCsv(result));
  return result;
}

/** Computes and writes the result, and prints it. */
export async function showResult(
  study: PreparedStudy & Pick<SummaryInputs, "records">,
  folder: StudyFolder,
  json: boolean,
  io: Io,
): Promise<void> {
  const result = await writeResult(study, folder);
  const page = join(folder.path, "report.html");
  await writeAtomic(page, await renderStudy(result));
  if (json) io.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
  else {
    io.stdout.write(studyTable(result, { color: wantsColor(io, io.stdout) }));
    io.stderr.write(`Result, cells and tables: ${folder.path}\nThe report, for a browser: ${page}\n`);
  }
}
