import { Argument, Command } from "@commander-js/extra-typings";

const ACTIONS = ["save", "show", "accept"] as const;

/** `ipswap-eval baseline`: the file that later checkpoints are compared with. */
export function baselineCommand() {
  return new Command("baseline")
    .description("the file that check compares with: save RESULT, show FILE, accept RESULT FILE")
    .addArgument(new Argument("<action>", "what to do").choices(ACTIONS))
    .argument("<path>", "save, accept: a folder that safety wrote; show: a baseline file")
    .argument("[file]", "accept: the baseline file that is replaced")
    .option("-o, --output-file <file>", "save: where it goes (default: ipswap.baseline.npz)")
    .option("--checkpoint <name>", "of a result with several: which one (default: the first; accept: the last)")
    .option("--budget <file>", "keep what this budget looks at (default: ipswap.budget.json, if there is one)")
    .option("--reason <text>", "accept: why the baseline is replaced; stands in its history")
    .option("--release <name>", "this checkpoint is released under the name: later checks show the drift since then")
    .option("--json", "show: print JSON on stdout, and nothing else there", false);
}

export type BaselineAction = (typeof ACTIONS)[number];
export type BaselineOptions = ReturnType<ReturnType<typeof baselineCommand>["opts"]>;
