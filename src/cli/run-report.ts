import { existsSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../core/error.ts";
import { writeAtomic } from "../core/files.ts";
import { parseJson } from "../core/json.ts";
import { printableDeep } from "../core/printable.ts";
import { readBounded, readBoundedIfPresent } from "../core/regular-file.ts";
import { storedAnswers } from "../evaluate/stored-answers.ts";
import { readCheck } from "../gate/read-check.ts";
import { chartsOf, reportCharts } from "../report/charts/report-charts.ts";
import { REPORT_FORMATS } from "../report/formats/index.ts";
import { redacted } from "../report/redacted.ts";
import type { CheckResult } from "../result/check-result.ts";
import type { Explanation } from "../result/explain-result.ts";
import { parseExplanation } from "../result/read-result.ts";
import type { Result } from "../result/safety-result.ts";
import { readStoredResult } from "../result/stored-result.ts";
import { chooseIds } from "./choose-ids.ts";
import type { ReportOptions } from "./commands/report.ts";
import type { Io } from "./io.ts";
import { reportStudy, STUDY_FILE } from "./study/report-study.ts";
import { trainingRuns } from "./training-runs.ts";
import { writeCharts } from "./write-charts.ts";

/** Largest explanation that is read: far above what any run writes. */
const MAX_BYTES = 2 ** 28;

/** What the `report` command does. */
export async function runReport(folder: string, options: ReportOptions, io: Io): Promise<void> {
  if (existsSync(join(folder, STUDY_FILE))) {
    await reportStudy(folder, options, io);
    return;
  }
  const ids = chooseIds("--format", options.format, REPORT_FORMATS);
  if (ids.length === 0) {
    throw new InputError("--format", { expected: "at least one format, or all", got: `"${options.format}"` });
  }
  const { result } = await readStoredResult(folder);
  const explanation = await readExplanation(
    options.examples ?? join(folder, "explain.json"),
    options.examples !== undefined,
  );
  requireSameData(result, explanation);
  const answers = explanation && (await storedAnswers(folder, result, explanation));
  const runs = await trainingRuns(options.runs ?? []);
  const check = await readVerdicts(folder, options.check);
  const read = { result, explanation, answers, runs, check };
  const source = options.redact ? redacted(read) : read;
  const formats = REPORT_FORMATS.filter(({ id }) => ids.includes(id));
  const written = await Promise.all(formats.map((format) => format.write(source)));
  const files = written.flat();
  for (const { path: name, content } of files) {
    const target = targetOf(name, files.length, folder, options.out);
    await writeAtomic(target, content);
    io.stdout.write(`${target}\n`);
  }
  const charts = () => chartsOf(reportCharts(printableDeep(source.result), printableDeep(source.runs)));
  if (options.charts !== undefined) await writeCharts(charts(), options.charts, io);
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

/** Examples of other images would stand beside figures that they have nothing to do with. */
function requireSameData({ data }: Result, explanation: Explanation | undefined): void {
  if (explanation === undefined || explanation.data.sha256 === data.sha256) return;
  throw new InputError("the explained examples", {
    expected: `examples of ${data.name} (${data.sha256.slice(0, 8)})`,
    got: `${explanation.data.name} (${explanation.data.sha256.slice(0, 8)})`,
    remedy: "Explain on the same data, or give another file (`examples`).",
  });
}

/** @param required whether the user named the file */
async function readExplanation(path: string, required: boolean): Promise<Explanation | undefined> {
  const size = { most: MAX_BYTES };
  const bytes = required ? await readBounded(path, size) : await readBoundedIfPresent(path, size);
  return bytes === undefined
    ? undefined
    : parseExplanation(parseJson(bytes.toString("utf8"), path, { most: MAX_BYTES }), path);
}
