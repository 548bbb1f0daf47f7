import { join } from "node:path";
import { parseJson } from "../core/json.ts";
import { readBounded, readBoundedIfPresent } from "../core/regular-file.ts";
import type { Explanation } from "../result/explain-result.ts";
import { parseExplanation, parseResult } from "../result/read-result.ts";
import type { ReportOptions } from "./commands/report.ts";
import type { Io } from "./io.ts";
import { writeReport } from "./write-report.ts";

/** Largest result and explanation that are read: far above what any run writes. */
const MAX_BYTES = 2 ** 28;

/** What the `report` command does. */
export async function runReport(folder: string, options: ReportOptions, io: Io): Promise<void> {
  const path = join(folder, "result.json");
  const text = (await readBounded(path, { most: MAX_BYTES })).toString("utf8");
  const result = parseResult(parseJson(text, path, { most: MAX_BYTES }), path);
  const explanation = await readExplanation(
    options.examples ?? join(folder, "explain.json"),
    options.examples !== undefined,
  );
  io.stdout.write(`${await writeReport(folder, result, explanation, options.out)}\n`);
}

/** @param required whether the user named the file */
async function readExplanation(path: string, required: boolean): Promise<Explanation | undefined> {
  const size = { most: MAX_BYTES };
  const bytes = required ? await readBounded(path, size) : await readBoundedIfPresent(path, size);
  return bytes === undefined
    ? undefined
    : parseExplanation(parseJson(bytes.toString("utf8"), path, { most: MAX_BYTES }), path);
}
