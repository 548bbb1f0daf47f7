import { join, resolve } from "node:path";
import { attacks, PRESETS, type PresetId } from "../../attacks/index.ts";
import type { Dataset } from "../core/dataset.ts";
import { sha256 } from "../core/files.ts";
import type { Engine } from "../engine/index.ts";
import type { CorruptedImages } from "../evaluate/corrupted-images.ts";
import type { Evaluation, EvaluationEvent } from "../evaluate/evaluation.ts";
import { DEFAULT_EPSILONS, type Plan } from "../evaluate/plan.ts";
import { identityOf, type Network } from "../model/network.ts";
import { attacksFor } from "./attacks-for.ts";
import { chooseCorruptions } from "./choose-corruptions.ts";
import { chooseIds } from "./choose-ids.ts";
import type { SafetyOptions } from "./commands/safety.ts";
import { readEpsilon } from "./epsilons.ts";
import { type Io, warner } from "./io.ts";
import { BUNDLED, openUnchecked } from "./open-checkpoint.ts";
import { openCorrupted } from "./open-corrupted.ts";
import { openEngine } from "./open-engine.ts";
import { type Progress, startProgress } from "./progress.ts";
import { version } from "./version.ts";

/**
 * Opens everything that a run needs, and closes it afterwards.
 *
 * @param use what is done with the run
 */
export async function withEvaluation(
  options: SafetyOptions,
  io: Io,
  command: string,
  open: () => Promise<Dataset>,
  use: (run: Evaluation) => Promise<void>,
): Promise<void> {
  const choices = planOf(options);
  const images = await open();
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
    await use({ plan, dataset, networks, engine, corrupted, doubts, out, restart, toolVersion, command });
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

/** Runs to the end and shows how far it is. */
export async function follow<Outcome>(run: AsyncGenerator<EvaluationEvent, Outcome>, io: Io): Promise<Outcome> {
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
