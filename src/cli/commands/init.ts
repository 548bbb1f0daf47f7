import { Command, Option } from "@commander-js/extra-typings";

const MODES = ["regression", "non-inferiority"] as const;

/** `ipswap-eval init`: a budget to start from. */
export function initCommand() {
  return new Command("init")
    .description("write a budget for check, from what a result has; from several seeds of a recipe, with their margins")
    .argument(
      "<results...>",
      "a folder that safety wrote, or a baseline file; of several each is a training of the same recipe with another seed",
    )
    .option("--checkpoint <name>", "of a result with several: the one that margins are made for (default: the first)")
    .option("--every-checkpoint", "of a result with several: each is a training of the same recipe", false)
    .addOption(
      new Option("--mode <mode>", "what check is to show: a regression, or that there is none beyond the margins")
        .choices(MODES)
        .default("regression" as const),
    )
    .option("--budget <file>", "where it goes (default: ipswap.budget.json)")
    .option("--restart", "replace a budget that is there", false);
}

export type InitOptions = ReturnType<ReturnType<typeof initCommand>["opts"]>;
