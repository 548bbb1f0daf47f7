import { basename } from "node:path";
import { InputError } from "../../core/error.ts";
import { openLabelSet } from "../../data/dense/label-set.ts";
import { readMerge } from "../../data/dense/merges.ts";
import { openScenes } from "../../data/dense/scenes.ts";
import { evaluateTask } from "../../evaluate/evaluate.ts";
import { segmentation } from "../../evaluate/segmentation/segmentation.ts";
import { segmentationTable } from "../../report/terminal/segmentation-table.ts";
import type { SafetyOptions } from "../commands/safety.ts";
import { inFlags } from "../flags.ts";
import { type Io, wantsColor, warner } from "../io.ts";
import { follow, withEvaluation } from "../with-evaluation.ts";
import { labelReading } from "./label-reading.ts";

/** Options of `safety` that mean nothing, or nothing yet, where images have label maps. */
const NOT_YET = [
  "shard",
  "resize",
  "validation",
  "preprocess",
  "imageSize",
  "corruptionFiles",
] as const satisfies readonly (keyof SafetyOptions)[];

/** `safety` on images with label maps: networks that answer for each pixel. */
export async function runDenseSafety(options: SafetyOptions, io: Io, command: string): Promise<void> {
  const given = NOT_YET.find((option) => options[option] !== undefined);
  if (given !== undefined) {
    throw new InputError(`\`${given}\``, { expected: "nothing, on label maps", got: `${options[given]}` });
  }
  if (options.ckpt === undefined) {
    throw new InputError("`ckpt`", { expected: "networks for label maps", got: "none: those of the program are not" });
  }
  await withEvaluation(
    options,
    io,
    command,
    () => openScenesOf(options, io),
    async (run) => {
      const result = await follow(evaluateTask(run, segmentation(run.dataset)), io);
      if (options.json) io.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
      else io.stdout.write(inFlags(segmentationTable(result, { color: wantsColor(io, io.stdout) })));
      io.stderr.write(`Results, with the counts of every image: ${run.out}\n`);
    },
  );
}

async function openScenesOf({ data, limit, ...options }: SafetyOptions, io: Io) {
  const warn = warner(io);
  const set = await openLabelSet(data);
  const merged = options.merge === undefined ? undefined : await readMerge(options.merge);
  for (const warning of merged?.merge.warnings ?? []) warn(warning);
  const { classes, rules } = await labelReading(
    set,
    merged,
    { ...options, classes: undefined, mergePredictions: false, predictedVoid: "missed" },
    warn,
  );
  const { voids = [], merge } = rules;
  const name = `${data.slice(0, data.indexOf(":"))}-${basename(data.slice(data.indexOf(":") + 1))}`;
  const scenes = await openScenes(name, set, { classes, voids, ...(merge && { merge }) }, limit);
  const notes = [
    `Labels that are void: ${voids.length > 8 ? `${voids.length} of 256` : voids.join(", ")}${merged === undefined ? "" : `; merged by ${merged.merge.id}`}.`,
    ...(merged?.merge.warnings ?? []),
    ...(scenes.notes?.() ?? []),
  ];
  return { ...scenes, notes: () => notes };
}
