import { Command, Option } from "@commander-js/extra-typings";
import { positiveInteger, wholeNumber } from "../numbers.ts";
import { withDataOptions } from "./data-options.ts";
import { withEngineOptions } from "./engine-options.ts";
import { withForeignOptions } from "./foreign-options.ts";

/** `ipswap-eval attack`: one attack on one checkpoint in detail. */
export function attackCommand() {
  const command = new Command("attack")
    .description("run one attack in detail: accuracy by epsilon, loss by step, first failures, reasons to doubt it")
    .option("--ckpt <path>", "checkpoint to attack (default: the ipswap one that comes with the program)")
    .option("--data <set>", "emoji, or cifar10, cifar100, idx, npz or folder with :PATH", "emoji")
    .option("--limit <n>", "attack the first n images", positiveInteger, 128)
    .option("--out <folder>", "where attack.json and attack.png go (default: results/attack-<id>)")
    .option("--seed <n>", "seed of every random draw", wholeNumber, 0)
    .option("--json", "print the result as JSON on stdout, and nothing else there", false)
    .optionsGroup("Attack:")
    .option("--list", "list the attacks, what they are and what they cost, and stop", false)
    .option("--attack <id>", "which attack; --list shows them", "pgd")
    .option("--eps <value>", "largest change, a fraction or n/255", "8/255")
    .addOption(
      new Option("--eps-space <space>", "what epsilon measures: pixels, clipped to [0, 1], or the normalised input")
        .choices(["pixel", "normalized"] as const)
        .default("pixel" as const),
    )
    .option("--steps <n>", "gradient steps", wholeNumber)
    .option("--step-size <value>", "size of a step, a fraction or n/255, in epsilon's space")
    .option("--restarts <n>", "random starts", wholeNumber)
    .option("--queries <n>", "queries of a black-box attack", wholeNumber)
    .option("--target <class>", "aim at this class, by name or number")
    .option("--keep-going", "go on attacking images that are fooled already, to raise their loss", false)
    .optionsGroup("Report:")
    .option("--curve <list>", "epsilons of the curve, comma-separated, or none (default: from --eps / 8 to 2 x --eps)")
    .option("--against <ids>", "attacks that should do less harm, comma-separated, all or none", "square")
    .option("--transfer-from <path>", "also try images made on this checkpoint")
    .option("--examples <n>", "examples in the picture", wholeNumber, 6)
    .option("--strict", "exit with 4 if there is a reason to doubt the number", false);
  return withDataOptions(withForeignOptions(withEngineOptions(command)));
}

export type AttackCommandOptions = ReturnType<ReturnType<typeof attackCommand>["opts"]>;
