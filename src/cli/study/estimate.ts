import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CheckFailed } from "../../core/error.ts";
import { groupBy } from "../../core/group-by.ts";
import { dealOut } from "../../core/shard.ts";
import type { PlannedCell } from "../../study/expand-plan.ts";
import type { Io } from "../io.ts";
import { formatDuration } from "../progress.ts";
import type { RunCommand } from "./child-command.ts";
import { measurementCommand, type StudyCommandOptions, trainingCommand } from "./commands.ts";
import type { PreparedStudy } from "./prepare.ts";
import { cellName } from "./show-study.ts";
import { threadsOf } from "./threads-of.ts";

/** Images that trainings are timed with, and images that measurements are timed with: two sizes give a line. */
const TRAINED = [512, 2048] as const;
const MEASURED = [64, 256] as const;

/** What an estimate needs beside the study. */
export interface EstimateOptions {
  readonly engine: string;
  readonly threads?: number | undefined;
  readonly jobs: number;
  readonly runCommand: RunCommand;
}

/**
 * Lists the cells and how long they will take on this machine. Each kind of training (network and method) is run for
 * one epoch of two sizes, and each network is measured with two numbers of images, by the commands that the study would
 * run, as many at a time as it would run (`jobs`) and with as many threads; what lies between the two sizes is the time of an image, the rest is what every run costs.
 */
export async function estimateStudy(study: PreparedStudy, options: EstimateOptions, io: Io): Promise<void> {
  const { cells, data } = study;
  for (const cell of cells) io.stdout.write(`${cell.id}  ${cellName(cell)}\n`);
  io.stderr.write("Timing a short run of each kind of training and measurement...\n");
  const folder = await mkdtemp(join(tmpdir(), "ipswap-eval-study-"));
  try {
    const seconds = await secondsByCell(study, folder, options);
    const longest = Math.max(...seconds);
    const shares = dealOut(seconds, (each) => each, options.jobs);
    const whole = Math.max(...shares.map((share) => share.reduce((sum, each) => sum + each, 0)));
    io.stdout.write(
      `${cells.length} cells, ${data.trainCount.toLocaleString("en-US")} training images: about ${formatDuration(whole)} here` +
        ` (one cell ${formatDuration(Math.min(...seconds))} to ${formatDuration(longest)})\n`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Estimated seconds of each cell. */
async function secondsByCell(
  study: PreparedStudy,
  folder: string,
  options: EstimateOptions,
): Promise<readonly number[]> {
  const { cells, plan, data } = study;
  const commands: StudyCommandOptions = {
    plan,
    engine: options.engine,
    threads: threadsOf(options),
    cellPath: (id) => join(folder, id),
  };
  const time = timer(options.runCommand, folder, Math.min(options.jobs, cells.length));
  const training = new Map<string, (epochs: number) => number>();
  const measurement = new Map<string, number>();
  // Teachers stand before those who learn from them, so a short one is there when it is needed.
  const kinds = groupBy(cells, kindOf);
  const trained = new Map<string, string>();
  for (const [kind, [cell]] of kinds) {
    const teacher = cell.teacher === null ? null : (trained.get(kindOf(byId(cells, cell.teacher))) ?? null);
    const sizes = [Math.min(TRAINED[0], Math.ceil(data.trainCount / 4)), Math.min(TRAINED[1], data.trainCount)];
    const took: number[] = [];
    for (const limit of sizes) {
      const id = `${kind.replace(/[^a-z0-9]+/gi, "-")}-${limit}`;
      const short = { ...cell, teacher, training: { ...cell.training, epochs: 1, limit } };
      took.push(await time((copy) => trainingCommand({ ...short, id: copyOf(id, copy) }, commands)));
      trained.set(kind, id);
    }
    const perImage = sizes[1] === sizes[0] ? 0 : Math.max(0, (took[1] - took[0]) / (sizes[1] - sizes[0]));
    const fixed = took[0] - perImage * sizes[0];
    training.set(kind, (epochs) => fixed + perImage * data.trainCount * epochs);
    if (!measurement.has(cell.network)) {
      measurement.set(cell.network, await measurementSeconds(trained.get(kind) as string, study, commands, time));
    }
  }
  return cells.map((cell) => {
    const train = training.get(kindOf(cell)) as (epochs: number) => number;
    return train(cell.training.epochs) + (measurement.get(cell.network) as number);
  });
}

/** Seconds that measuring a network takes: all test images clean and corrupted, and so many attacked. */
async function measurementSeconds(
  id: string,
  { plan, data }: PreparedStudy,
  commands: StudyCommandOptions,
  time: ReturnType<typeof timer>,
): Promise<number> {
  const count = data.testCount;
  const [few, many] = MEASURED.map((limit) => Math.min(limit, count));
  const run = (images: number, attacked: number) => {
    const short = { ...commands, plan: { ...plan, measure: { ...plan.measure, attackLimit: attacked } } };
    return time((copy) => [...measurementCommand(copyOf(id, copy), short), "--limit", `${images}`, "--restart"]);
  };
  const [both, moreImages, moreAttacked] = [await run(few, few), await run(many, few), await run(many, many)];
  if (many === few) return both;
  const perImage = Math.max(0, (moreImages - both) / (many - few));
  const perAttacked = Math.max(0, (moreAttacked - moreImages) / (many - few));
  const attacked = plan.measure.attackLimit === 0 ? count : Math.min(plan.measure.attackLimit, count);
  return both - few * (perImage + perAttacked) + perImage * count + perAttacked * attacked;
}

/** Times a command while as many of its kind run as the study would run at a time: they share the processor. */
function timer(runCommand: RunCommand, folder: string, jobs: number) {
  const once = async (argv: readonly string[]): Promise<number> => {
    const start = performance.now();
    const { exitCode, lastWords } = await runCommand(argv, join(folder, "log.txt"), new AbortController().signal);
    if (exitCode !== 0) throw new CheckFailed(`a short run failed: ${lastWords}`);
    return (performance.now() - start) / 1000;
  };
  return async (argvOf: (copy: number) => readonly string[]): Promise<number> => {
    const took = await Promise.all(Array.from({ length: jobs }, (_, copy) => once(argvOf(copy))));
    return took.reduce((sum, each) => sum + each, 0) / jobs;
  };
}

/** Id of one of several cells that are timed together; the first has the plain one. */
const copyOf = (id: string, copy: number) => (copy === 0 ? id : `${id}-${copy}`);

/** Cells of the same kind cost the same for each image. */
function kindOf({ network, training: { method, augment } }: PlannedCell): string {
  return `${network} ${method} ${augment}`;
}

function byId(cells: readonly PlannedCell[], id: string): PlannedCell {
  return cells.find((cell) => cell.id === id) as PlannedCell;
}
