import { Command } from "@commander-js/extra-typings";

/** `ipswap-eval init`: a budget to start from. */
export function initCommand() {
  return new Command("init")
    .description("write a budget for check, from what a result has")
    .argument("<result>", "a folder that safety wrote, or a baseline file")
    .option("--checkpoint <name>", "of a result with several: the one that margins are made for (default: the first)")
    .option("--budget <file>", "where it goes (default: ipswap.budget.json)")
    .option("--restart", "replace a budget that is there", false);
}

export type InitOptions = ReturnType<ReturnType<typeof initCommand>["opts"]>;
