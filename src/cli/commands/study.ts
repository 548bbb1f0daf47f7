import { Command, Option } from "@commander-js/extra-typings";
import { ENGINE_IDS } from "../../engine/engine.ts";
import { presets } from "../../study/presets/index.ts";
import { positiveInteger } from "../numbers.ts";

/** `ipswap-eval study`: trains and measures every method of a plan with several seeds, and compares them. */
export function studyCommand() {
  return new Command("study")
    .description("train and measure the methods of a plan with several seeds, and compare them")
    .argument("<plan...>", "a plan file (JSON), or one of the presets below; with --table folders of studies")
    .option(
      "--out <folder>",
      "where cells and the result go; an interrupted study goes on there (default: studies/NAME)",
    )
    .option("--data <set>", "instead of the plan's")
    .option("--seeds <n>", "take seeds 0 to n - 1 instead of the plan's", positiveInteger)
    .option("--epochs <n>", "train for so many epochs instead of the plan's", positiveInteger)
    .option("--dynamics", "note how each training goes, as train does; report --runs draws it", false)
    .option("--dry-run", "list the cells, measure how fast this machine trains, and say how long it will take", false)
    .option("--table", "rebuild results from the cells in these folders, and run nothing", false)
    .option("--document <file>", "with --table: all studies as one Markdown document")
    .option(
      "--shard <i/n>",
      "run only this part of the cells (auto: as Slurm, Kubernetes or GitLab say); merge joins them",
    )
    .option("--retry-failed", "run cells again that failed", false)
    .option("--jobs <n>", "cells at the same time", positiveInteger, 1)
    .option("--threads <n>", "threads of each (default: the processor's cores shared out)", positiveInteger)
    .addOption(new Option("--engine <id>", "compute engine").choices(ENGINE_IDS).default("onnx" as const))
    .option("--json", "print the result as JSON on stdout, and nothing else there", false)
    .addHelpText(
      "after",
      `\nPresets, at the paper's scale; with -tiny behind the name on the embedded images:\n${listed()}`,
    );
}

export type StudyOptions = ReturnType<ReturnType<typeof studyCommand>["opts"]>;

function listed(): string {
  const atFullScale = [...presets].filter(([id]) => !id.endsWith("-tiny"));
  const width = Math.max(...atFullScale.map(([id]) => id.length));
  return atFullScale.map(([id, { title }]) => `  ${id.padEnd(width)}  ${title}`).join("\n");
}
