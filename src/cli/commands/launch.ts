import { Command } from "@commander-js/extra-typings";
import { positiveInteger } from "../numbers.ts";

/** `ipswap-eval launch`: the job file with which a scheduler runs a study in parts. */
export function launchCommand() {
  return new Command("launch")
    .description("write the job file that runs a study in parts; nothing is started")
    .argument("<scheduler>", "slurm, kubernetes, github or snakemake")
    .argument("<plan>", "a plan file or a preset, as study takes it")
    .requiredOption("--shards <n>", "parts, each on a machine or a task of its own", positiveInteger)
    .option("--cores <n>", "processor cores of each", positiveInteger, 2)
    .option(
      "--minutes <n>",
      "longest time of an attempt: a part that is stopped goes on in the next",
      positiveInteger,
      240,
    )
    .option("--study-out <folder>", "folder of the parts and of the whole (default: studies/NAME)")
    .option("--data <set>", "instead of the plan's")
    .option("--seeds <n>", "take seeds 0 to n - 1 instead of the plan's", positiveInteger)
    .option("--epochs <n>", "train for so many epochs instead of the plan's", positiveInteger)
    .option("--out <file>", "where the job file goes (default: stdout)");
}

export type LaunchOptions = ReturnType<ReturnType<typeof launchCommand>["opts"]>;
