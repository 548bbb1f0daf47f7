import { join, resolve } from "node:path";
import { attacks, PRESETS, type PresetId } from "../../attacks/index.ts";
import { corruptions } from "../../corruptions/index.ts";
import type { Dataset } from "../core/dataset.ts";
import { packageFile } from "../core/package-file.ts";
import { openDataset } from "../data/open-dataset.ts";
import { subset } from "../data/subset.ts";
import { createEngine } from "../engine/index.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import { chooseIds, DEFAULT_EPSILONS, type Plan } from "../evaluate/plan.ts";
import type { Result } from "../evaluate/result.ts";
import { loadCheckpoint } from "../model/load-checkpoint.ts";
import { safetyTable } from "../report/safety-table.ts";
import type { SafetyOptions } from "./commands/safety.ts";
import { type Io, wantsColor } from "./io.ts";
import { type Progress, startProgress } from "./progress.ts";
import { version } from "./version.ts";

/** What the `safety` command does. */
export async function runSafety(options: SafetyOptions, io: Io): Promise<void> {
  const plan = planOf(options);
  const dataset = await openTestSet(options);
  const engine = await createEngine(options.engine, options.threads);
  const networks = await Promise.all((options.ckpt ?? BUNDLED.map(packageFile)).map((path) => loadCheckpoint(path)));
  const out = resolve(options.out ?? join("results", `safety-${dataset.name}`));
  let progress: Progress | undefined;
  try {
    const run = evaluate({
      plan,
      dataset,
      networks,
      engine,
      out,
      restart: options.restart,
      toolVersion: version(),
    });
    let result: Result | undefined;
    while (result === undefined) {
      const step = await run.next();
      if (step.done) result = step.value;
      else if (step.value.kind === "start") progress = startProgress(io, "safety", step.value.work);
      else if (step.value.kind === "progress") {
        progress?.advance(step.value.work, `${step.value.checkpoint}: ${step.value.job}`);
      }
    }
    progress?.stop();
    if (options.json) io.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    else {
      io.stdout.write(safetyTable(result, { color: wantsColor(io, io.stdout) }));
      io.stderr.write(`Results, with every example's outcome: ${out}\n`);
    }
  } finally {
    progress?.stop();
    for (const network of networks) network.dispose();
    await engine.dispose();
  }
}

/** The checkpoints that come with the program, from the package's root. */
const BUNDLED = ["assets/checkpoints/hard-label", "assets/checkpoints/ipswap"] as const;

function planOf(options: SafetyOptions): Plan {
  return {
    seed: options.seed,
    attacks: chooseIds("--attacks", options.attacks, attacks),
    presets: chooseIds(
      "--presets",
      options.presets,
      Object.keys(PRESETS).map((id) => ({ id })),
    ) as readonly PresetId[],
    epsilons: options.epsilons ?? DEFAULT_EPSILONS,
    attackLimit: options.attackLimit === 0 ? null : options.attackLimit,
    corruptions: chooseIds("--corruptions", options.corruptions, corruptions),
  };
}

async function openTestSet(options: SafetyOptions): Promise<Dataset> {
  const dataset = await openDataset(options.data, { split: "test" });
  if (options.limit === undefined || options.limit >= dataset.count) return dataset;
  return subset(
    dataset,
    Int32Array.from({ length: options.limit }, (_, i) => i),
  );
}
