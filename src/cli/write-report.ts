import { join } from "node:path";
import { writeAtomic } from "../core/files.ts";
import { storedAnswers } from "../evaluate/stored-answers.ts";
import { renderReport } from "../report/html/render-report.tsx";
import type { Explanation } from "../result/explain-result.ts";
import type { Result } from "../result/safety-result.ts";

/**
 * Writes a result, and examples where there are, as one page.
 *
 * @param folder the result's own, where what is stored of each example lies
 * @param path where the page goes; default `report.html` in the folder
 * @returns its path
 */
export async function writeReport(
  folder: string,
  result: Result,
  explanation: Explanation | undefined,
  path: string = join(folder, "report.html"),
): Promise<string> {
  const answers = explanation === undefined ? undefined : await storedAnswers(folder, result, explanation);
  await writeAtomic(path, await renderReport(result, { explanation, answers }));
  return path;
}
