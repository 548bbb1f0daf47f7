import { existsSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../core/error.ts";
import { writeAtomic } from "../core/files.ts";
import { parseJson } from "../core/json.ts";
import { readBounded, readBoundedIfPresent } from "../core/regular-file.ts";
import { storedAnswers } from "../evaluate/stored-answers.ts";
import { readCheck } from "../gate/read-check.ts";
import { REPORT_FORMATS } from "../report/formats/index.ts";
import type { CheckResult } from "../result/check-result.ts";
import type { Explanation } from "../result/explain-result.ts";
import { parseExplanation, parseResult } from "../result/read-result.ts";
import { chooseIds } from "./choose-ids.ts";
import type { ReportOptions } from "./commands/report.ts";
import type { Io } from "./io.ts";

/** Largest result and explanation that are read: far above what any run writes. */
const MAX_BYTES = 2 ** 28;

/** What the `report` command does. */
export async function runReport(folder: string, options: ReportOptions, io: Io): Promise<void> {
  const ids = chooseIds("--format", options.format, REPORT_FORMATS);
  if (ids.length === 0) {
    throw new InputError("--format", { expected: "at least one format, or all", got: `"${options.format}"` });
  }
  const path = join(folder, "result.json");
  const text = (await readBounded(path, { most: MAX_BYTES })).toString("utf8");
  const result = parseResult(parseJson(text, path, { most: MAX_BYTES }), path);
  const explanation = await readExplanation(
    options.examples ?? join(folder, "explain.json"),
    options.examples !== undefined,
  );
  const answers = explanation && (await storedAnswers(folder, result, explanation));
  const check = await readVerdicts(folder, options.check);
  const formats = REPORT_FORMATS.filter(({ id }) => ids.includes(id));
  const written = await Promise.all(formats.map((format) => format.write({ result, explanation, answers, check })));
  const files = written.flat();
  for (const { path: name, content } of files) {
    const target = targetOf(name, files.length, folder, options.out);
    await writeAtomic(target, content);
    io.stdout.write(`${target}\n`);
  }
}

/** One file is written where the user says, several into the folder that he says. */
function targetOf(name: string, count: number, folder: string, out: string | undefined): string {
  if (out === undefined) return join(folder, name);
  return count === 1 ? out : join(out, name);
}

/** The verdicts of the file that was named, or of the conventional one. */
async function readVerdicts(folder: string, named: string | undefined): Promise<CheckResult | undefined> {
  const path = named ?? join(folder, "check.json");
  return named === undefined && !existsSync(path) ? undefined : readCheck(path);
}

/** @param required whether the user named the file */
async function readExplanation(path: string, required: boolean): Promise<Explanation | undefined> {
  const size = { most: MAX_BYTES };
  const bytes = required ? await readBounded(path, size) : await readBoundedIfPresent(path, size);
  return bytes === undefined
    ? undefined
    : parseExplanation(parseJson(bytes.toString("utf8"), path, { most: MAX_BYTES }), path);
}
