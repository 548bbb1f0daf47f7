import { Command } from "@commander-js/extra-typings";

/** `ipswap-eval merge`: joins the parts that several machines ran. */
export function mergeCommand() {
  return new Command("merge")
    .description("join the parts of a study or of safety that were run with --shard, to the result of a single run")
    .argument("<folders...>", "the --out of each part")
    .requiredOption("--out <folder>", "where the whole goes")
    .option("--json", "print the result as JSON on stdout, and nothing else there", false);
}

export type MergeOptions = ReturnType<ReturnType<typeof mergeCommand>["opts"]>;
