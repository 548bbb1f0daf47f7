import { join } from "node:path";
import { writeAtomic } from "../core/files.ts";
import { renderReport } from "../report/html/render-report.tsx";
import type { Explanation } from "../result/explain-result.ts";
import type { Result } from "../result/safety-result.ts";

/**
 * Writes `report.html` into the folder of a result.
 *
 * @returns its path
 */
export async function writeReport(folder: string, result: Result, explanation?: Explanation): Promise<string> {
  const path = join(folder, "report.html");
  await writeAtomic(path, await renderReport(result, explanation));
  return path;
}
