import { join } from "node:path";
import { InputError } from "../../core/error.ts";
import type { PlannedCell } from "../../study/expand-plan.ts";
import { runCells } from "../../study/run-cells.ts";
import { cellsOfShard, shardOf } from "../../study/shard.ts";
import { openStudyFolder, type StudyFolder } from "../../study/study-folder.ts";
import type { StudyOptions } from "../commands/study.ts";
import { Interrupted, interruptible } from "../interruption.ts";
import { type Io, warner } from "../io.ts";
import { cellRunner } from "./cell-runner.ts";
import { type RunCommand, runInChild } from "./child-command.ts";
import { estimateStudy } from "./estimate.ts";
import { planOf } from "./plan-source.ts";
import { type PreparedStudy, prepareStudy } from "./prepare.ts";
import { runTable } from "./run-table.ts";
import { readRecords, requireFinished, showResult } from "./show-result.ts";
import { showStudy } from "./show-study.ts";
import { threadsOf } from "./threads-of.ts";

/** What the `study` command does. */
export async function runStudy(
  sources: readonly string[],
  options: StudyOptions,
  io: Io,
  runCommand: RunCommand = runInChild,
): Promise<void> {
  if (options.table) {
    await runTable(sources, options, io);
    return;
  }
  const [source, ...more] = sources;
  if (more.length > 0 || options.document !== undefined) {
    throw new InputError("study", {
      expected: "one plan",
      got: more.length > 0 ? `${sources.length}` : "`document`",
      remedy: "Several studies are put together, and documents are made, by `table`, from their folders.",
    });
  }
  const plan = await planOf(source, options);
  const study = await prepareStudy(plan, io);
  const cells = options.shard === undefined ? study.cells : cellsOfShard(study.cells, shardOf(options.shard, io.env));
  if (options.dryRun) {
    await estimateStudy({ ...study, cells }, { ...options, runCommand }, io);
    return;
  }
  const folder = await openStudyFolder(options.out ?? join("studies", plan.name), {
    schema: "ipswap-eval/study-plan/1",
    tool: { name: "ipswap-eval", version: study.toolVersion },
    plan,
    data: study.data,
  });
  const earlier = new Set(await folder.finishedCells());
  const there = cells.filter(({ id }) => earlier.has(id)).length;
  if (there > 0)
    io.stderr.write(`${there} of ${cells.length} cells are there already, ${cells.length - there} are new.\n`);
  await runAll(study, cells, folder, { ...options, runCommand }, io);
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

async function runAll(
  { plan, data }: PreparedStudy,
  cells: readonly PlannedCell[],
  folder: StudyFolder,
  { engine, jobs, retryFailed, runCommand, ...options }: StudyOptions & { readonly runCommand: RunCommand },
  io: Io,
): Promise<void> {
  const threads = threadsOf({ jobs, ...options });
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
