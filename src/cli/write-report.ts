import { join } from "node:path";
import { writeAtomic } from "../core/files.ts";
import { storedAnswers } from "../evaluate/stored-answers.ts";
import type { ReportSource } from "../report/formats/format.ts";
import { renderReport } from "../report/html/render-report.tsx";

/**
 * Writes a result, with examples and training runs where there are, as `report.html` into the result's folder.
 *
 * @returns its path
 */
export async function writeReport(folder: string, source: Omit<ReportSource, "answers">): Promise<string> {
  const { result, explanation, runs } = source;
  const answers = explanation === undefined ? undefined : await storedAnswers(folder, result, explanation);
  const path = join(folder, "report.html");
  await writeAtomic(path, await renderReport(result, { explanation, answers, runs }));
  return path;
}
