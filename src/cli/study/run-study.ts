import { availableParallelism } from "node:os";
import { join } from "node:path";
import { CheckFailed } from "../../core/error.ts";
import { writeAtomic } from "../../core/files.ts";
import { studyCsv } from "../../report/study/csv.ts";
import { studyLatex } from "../../report/study/latex.ts";
import { studyMarkdown } from "../../report/study/markdown.ts";
import { studyTable } from "../../report/study/terminal.ts";
import type { CellRecord } from "../../result/study-cell.ts";
import type { PlannedCell } from "../../study/expand-plan.ts";
import { runCells } from "../../study/run-cells.ts";
import { cellsOfShard, parseShard, shardOfEnvironment } from "../../study/shard.ts";
import { openStudyFolder, readIdentity, type StudyFolder } from "../../study/study-folder.ts";
import { type SummaryInputs, summarize } from "../../study/summarize.ts";
import type { StudyOptions } from "../commands/study.ts";
import { Interrupted, interruptible } from "../interruption.ts";
import { type Io, wantsColor, warner } from "../io.ts";
import { version } from "../version.ts";
import { cellRunner } from "./cell-runner.ts";
import { type RunCommand, runInChild } from "./child-command.ts";
import { estimateStudy } from "./estimate.ts";
import { planOf } from "./plan-source.ts";
import { type PreparedStudy, prepareStudy, studyOf } from "./prepare.ts";
import { showStudy } from "./show-study.ts";

/** What the `study` command does. */
export async function runStudy(
  source: string,
  options: StudyOptions,
  io: Io,
  runCommand: RunCommand = runInChild,
): Promise<void> {
  const plan = await planOf(source, options);
  const out = options.out ?? join("studies", plan.name);
  // A table needs no data: the folder says what they were.
  const stored = options.table ? await readIdentity(out) : undefined;
  const study = stored === undefined ? await prepareStudy(plan, io) : await studyOf(plan, stored.data);
  const cells = options.shard === undefined ? study.cells : cellsOfShard(study.cells, shardOf(options.shard, io));
  if (options.dryRun) {
    await estimateStudy({ ...study, cells }, { ...options, runCommand }, io);
    return;
  }
  const folder = await openStudyFolder(out, {
    schema: "ipswap-eval/study-plan/1",
    tool: { name: "ipswap-eval", version: version() },
    plan,
    data: study.data,
  });
  if (!options.table) await runAll(study, cells, folder, { ...options, runCommand }, io);
  const records = await readRecords(cells, folder);
  requireFinished(cells, records);
  if (cells.length < study.cells.length) {
    warner(io)(
      `this part is finished: ${cells.length} of ${study.cells.length} cells. \`ipswap-eval merge\` joins the parts.`,
    );
    return;
  }
  await showResult({ ...study, records }, folder, options.json, io);
}

function shardOf(text: string, io: Io) {
  return text === "auto" ? shardOfEnvironment(io.env) : parseShard(text);
}

async function runAll(
  { plan, data }: PreparedStudy,
  cells: readonly PlannedCell[],
  folder: StudyFolder,
  { engine, jobs, retryFailed, runCommand, ...options }: StudyOptions & { readonly runCommand: RunCommand },
  io: Io,
): Promise<void> {
  const threads = options.threads ?? (jobs === 1 ? undefined : Math.max(1, Math.floor(availableParallelism() / jobs)));
  const view = showStudy({ plan, data, cells }, folder, io);
  const { value: whole, exitCode } = await interruptible(async (signal) => {
    try {
      const run = cellRunner({ plan, engine, threads }, runCommand, signal);
      return await runCells(cells, { folder, run, jobs, retryFailed, onEvent: view.event });
    } finally {
      view.stop();
    }
  });
  if (!whole) throw new Interrupted("interrupted; the same command goes on where it was", exitCode ?? 130);
}

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

function requireFinished(cells: readonly PlannedCell[], records: ReadonlyMap<string, CellRecord>): void {
  const missing = cells.filter(({ id }) => !records.has(id));
  if (missing.length === 0) return;
  const [{ method, network, labelNoise, seed }] = missing;
  throw new CheckFailed(
    `${missing.length} of ${cells.length} cells are not finished, the first: ${method} on ${network}, label noise ${labelNoise}, seed ${seed}. Give the command again when nothing else works on them.`,
  );
}

/** Computes the result from the cells, writes it as JSON, Markdown, LaTeX and CSV, and prints it. */
export async function showResult(
  study: PreparedStudy & Pick<SummaryInputs, "records">,
  folder: StudyFolder,
  json: boolean,
  io: Io,
): Promise<void> {
  const result = summarize({ ...study, toolVersion: version() });
  await writeAtomic(join(folder.path, "study.json"), `${JSON.stringify(result, undefined, 1)}\n`);
  await writeAtomic(join(folder.path, "study.md"), studyMarkdown(result));
  await writeAtomic(join(folder.path, "study.tex"), studyLatex(result));
  await writeAtomic(join(folder.path, "study.csv"), studyCsv(result));
  if (json) io.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
  else {
    io.stdout.write(studyTable(result, { color: wantsColor(io, io.stdout) }));
    io.stderr.write(`Result, cells and tables: ${folder.path}\n`);
  }
}
