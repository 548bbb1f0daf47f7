import { join, resolve } from "node:path";
import { attacks, PRESETS, type PresetId } from "../../attacks/index.ts";
import type { Dataset } from "../core/dataset.ts";
import { Unreliable } from "../core/error.ts";
import { sha256 } from "../core/files.ts";
import type { Engine } from "../engine/index.ts";
import type { CorruptedImages } from "../evaluate/corrupted-images.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import { evaluatePart } from "../evaluate/evaluate-part.ts";
import type { EvaluationEvent } from "../evaluate/evaluation.ts";
import { DEFAULT_EPSILONS, type Plan } from "../evaluate/plan.ts";
import { identityOf, type Network } from "../model/network.ts";
import { safetyTable } from "../report/terminal/safety-table.ts";
import type { Explanation } from "../result/explain-result.ts";
import type { Result } from "../result/safety-result.ts";
import { shardOf } from "../study/shard.ts";
import { attacksFor } from "./attacks-for.ts";
import { chooseCorruptions } from "./choose-corruptions.ts";
import { chooseIds } from "./choose-ids.ts";
import type { SafetyOptions } from "./commands/safety.ts";
import { readEpsilon } from "./epsilons.ts";
import { explainRun, type FinishedRun } from "./explain-run.ts";
import { inFlags } from "./flags.ts";
import { type Io, wantsColor, warner } from "./io.ts";
import { BUNDLED, openUnchecked } from "./open-checkpoint.ts";
import { openCorrupted } from "./open-corrupted.ts";
import { openData } from "./open-data.ts";
import { openEngine } from "./open-engine.ts";
import { type Progress, startProgress } from "./progress.ts";
import { trainingRuns } from "./training-runs.ts";
import { version } from "./version.ts";
import { writeReport } from "./write-report.ts";

/**
 * What the `safety` command does.
 *
 * @param command the question as a command line, for the result
 */
export async function runSafety(options: SafetyOptions, io: Io, command: string): Promise<void> {
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
  const choices = planOf(options);
  const images = await openData(options, { split: "test", mixed: true }, io);
  const engine = await openEngine(options, io);
  const opened: Network[] = [];
  let corrupted: CorruptedImages | undefined;
  try {
    corrupted = await openCorrupted(options, choices.corruptions, images);
    const context = { options, dataset: images, engine, warn: warner(io) };
    const { networks, dataset: aligned, doubts } = await openUnchecked(options.ckpt ?? BUNDLED, context);
    opened.push(...networks);
    const chosen = { option: "--attacks", text: options.attacks, ids: choices.attacks };
    const { ids, dataset, left } = attacksFor(aligned, chosen);
    if (left !== undefined) warner(io)(left);
    const plan = { ...choices, attacks: ids, corruptedImages: corrupted.plan };
    const { restart } = options;
    const out = resolve(options.out ?? defaultFolder(plan, dataset, networks, engine));
    const toolVersion = version();
    const run = { plan, dataset, networks, engine, corrupted, doubts, out, restart, toolVersion, command };
    if (shard !== undefined) {
      await follow(evaluatePart(run, shard), io);
      io.stderr.write(`Part ${shard.index} of ${shard.count}: ${out}. ipswap-eval merge joins the parts.\n`);
      return;
    }
    const result = await follow(evaluate(run), io);
    await use({ result, out, networks, dataset, engine, count: options.explain });
  } finally {
    await corrupted?.close();
    for (const network of opened) network.dispose();
    await engine.dispose();
  }
}

/** A folder of its own for every question, so that the same question finds its answer and another is not in its way. */
function defaultFolder(plan: Plan, dataset: Dataset, networks: readonly Network[], engine: Engine): string {
  const question = [version(), plan, dataset.sha256, networks.map(identityOf), engine.name];
  return join("results", `safety-${dataset.name}-${sha256(JSON.stringify(question)).slice(0, 8)}`);
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

/** Runs to the end and shows how far it is. */
async function follow<Outcome>(run: AsyncGenerator<EvaluationEvent, Outcome>, io: Io): Promise<Outcome> {
  let progress: Progress | undefined;
  try {
    for (;;) {
      const step = await run.next();
      if (step.done) return step.value;
      const event = step.value;
      if (event.kind === "doubt") warner(io)(event.sentence);
      else if (event.kind === "start") progress = startProgress(io, "safety", event.work);
      else if (event.kind === "progress") progress?.advance(event.work, `${event.checkpoint}: ${event.job}`);
    }
  } finally {
    progress?.stop();
  }
}

const PRESET_IDS = (Object.keys(PRESETS) as PresetId[]).map((id) => ({ id }));

function planOf(options: SafetyOptions): Omit<Plan, "corruptedImages"> {
  const ids = chooseIds("--attacks", options.attacks, attacks);
  const presets = chooseIds("--presets", options.presets, PRESET_IDS);
  const use = {
    spaces: presets.map((preset) => PRESETS[preset].space),
    attacks: attacks.filter(({ id }) => ids.includes(id)),
  };
  return {
    seed: options.seed,
    attacks: ids,
    presets,
    epsilons: options.epsilons?.split(",").map((text) => readEpsilon(text, "--epsilons", use)) ?? DEFAULT_EPSILONS,
    attackLimit: options.attackLimit === 0 ? null : options.attackLimit,
    corruptions: chooseCorruptions(options.corruptions).map(({ id }) => id),
  };
}
