import { Unreliable } from "../core/error.ts";
import { isLabelSet } from "../data/dense/label-set.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import { evaluatePart } from "../evaluate/evaluate-part.ts";
import { safetyTable } from "../report/terminal/safety-table.ts";
import type { Explanation } from "../result/explain-result.ts";
import type { Result } from "../result/safety-result.ts";
import { shardOf } from "../study/shard.ts";
import type { SafetyOptions } from "./commands/safety.ts";
import { explainRun, type FinishedRun } from "./explain-run.ts";
import { inFlags } from "./flags.ts";
import { type Io, wantsColor, warner } from "./io.ts";
import { openData } from "./open-data.ts";
import { trainingRuns } from "./training-runs.ts";
import { follow, withEvaluation } from "./with-evaluation.ts";
import { writeReport } from "./write-report.ts";

/**
 * What the `safety` command does.
 *
 * @param command the question as a command line, for the result
 */
export async function runSafety(options: SafetyOptions, io: Io, command: string): Promise<void> {
  if (isLabelSet(options.data)) {
    const { runDenseSafety } = await import("./dense/run-dense-safety.ts");
    return runDenseSafety(options, io, command);
  }
  await measured(options, io, command, async (run) => {
    const { result, out } = run;
    if (options.json) io.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    else {
      io.stdout.write(
        inFlags(safetyTable(result, { color: wantsColor(io, io.stdout), full: options.everyCorruption })),
      );
      io.stderr.write(`Results, with every example's outcome: ${out}\n`);
    }
    const explanation = await explained(run, io);
    const runs = await trainingRuns(options.ckpt ?? []);
    const page = await writeReport(out, { result, explanation, runs });
    io.stderr.write(`The report, for a browser: ${page}\n`);
    if (options.strict) requireReliable(result);
  });
}

/**
 * Measures, or takes from disk what an earlier run measured.
 *
 * @param use what is done with it, while networks and engine are open
 */
export async function measured(
  options: SafetyOptions,
  io: Io,
  command: string,
  use: (run: FinishedRun) => Promise<void>,
): Promise<void> {
  const shard = options.shard === undefined ? undefined : shardOf(options.shard, io.env);
  const images = () => openData(options, { split: "test", mixed: true }, io);
  await withEvaluation(options, io, command, images, async (run) => {
    if (shard !== undefined) {
      await follow(evaluatePart(run, shard), io);
      io.stderr.write(`Part ${shard.index} of ${shard.count}: ${run.out}. ipswap-eval merge joins the parts.\n`);
      return;
    }
    const result = await follow(evaluate(run), io);
    await use({ ...run, result, count: options.explain });
  });
}

/** @throws Unreliable where a network's answers or robust accuracies cannot be relied on */
function requireReliable({ checkpoints }: Result): void {
  const unsteady = checkpoints.filter((checkpoint) => checkpoint.unsteady !== undefined).map(({ name }) => name);
  if (unsteady.length > 0) {
    throw new Unreliable(
      `--strict: ${unsteady.join(", ")} ${unsteady.length === 1 ? "says" : "say"} other things of the same images when asked again or in other batches; see result.json`,
    );
  }
  const doubted = checkpoints.filter(({ reliability }) => reliability.flags.length > 0);
  if (doubted.length === 0) return;
  const counts = doubted.map(({ name, reliability: { flags } }) => `${name} (${flags.length})`);
  throw new Unreliable(
    `--strict: there are reasons to doubt robust accuracies of ${counts.join(", ")}; see result.json`,
  );
}

/** The examples that are worth looking at; a network that cannot be explained does not take the result with it. */
async function explained(run: FinishedRun, io: Io): Promise<Explanation | undefined> {
  if (run.count === 0) return undefined;
  try {
    return await explainRun(run);
  } catch (error) {
    warner(io)(`the examples were not explained: ${(error as Error).message}`);
    return undefined;
  }
}
