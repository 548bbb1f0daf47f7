import { Command } from "@commander-js/extra-typings";
import { countOrNone, positiveInteger, positiveNumber, wholeNumber } from "../numbers.ts";
import { withCorruptionOptions } from "./corruption-options.ts";
import { withDataOptions } from "./data-options.ts";
import { withEngineOptions } from "./engine-options.ts";
import { withForeignOptions } from "./foreign-options.ts";

/** `ipswap-eval safety`: measures checkpoints under every condition and puts them side by side. */
export function safetyCommand() {
  const command = new Command("safety")
    .description("measure checkpoints: clean, under attack and under corruption, side by side")
    .option("--ckpt <paths...>", "checkpoints to measure (default: the two that come with the program)")
    .option(
      "--data <set>",
      "emoji, or cifar10, cifar100, idx, npz or folder with :PATH; label maps: pairs, voc, ...",
      "emoji",
    )
    .option(
      "--out <folder>",
      "where results go; an interrupted run goes on there (default: one in results/ for each plan)",
    )
    .option("--limit <n>", "measure the first n images only", positiveInteger)
    .option(
      "--validation <share>",
      "measure this share of the training split, held out, instead of the test split",
      positiveNumber,
    )
    .option("--seed <n>", "seed of every random draw", wholeNumber, 0)
    .option("--shard <i/n>", "measure only this part of the conditions (auto: as the scheduler says); merge joins them")
    .option("--restart", "discard what an earlier run left in --out", false)
    .option(
      "--explain <n>",
      "examples to explain in the report: flips, errors, overconfident; or none",
      countOrNone,
      48,
    )
    .option("--json", "print the result as JSON on stdout, and nothing else there", false)
    .optionsGroup("Attacks:")
    .option("--attacks <ids>", "comma-separated, all or none", "fgsm,i-fgsm")
    .option("--presets <ids>", "spaces of epsilon: standard (pixels, clipped), paper (normalised)", "standard,paper")
    .option("--epsilons <list>", "fractions or n/255, comma-separated (default: the paper's five)")
    .option("--attack-limit <n>", "attack the first n images only; 0: all of them", wholeNumber, 128)
    .option(
      "--strict",
      "exit with 4 where there is a reason to doubt a robust accuracy, or answers depend on chance or on the batch",
      false,
    )
    .optionsGroup("Label maps (--data pairs:, voc:, cityscapes:, camvid: or rugd:PATH):")
    .option("--void <labels>", "labels that are not scored, comma-separated (default: as the layout has it, 255)")
    .option("--merge <id>", "labels put together to fewer classes: rugd-6, or a JSON file")
    .optionsGroup("Corruptions:")
    .option(
      "--corruptions <ids>",
      "suites or corruptions, comma-separated, or none; corrupt --list shows them",
      "gaussian_noise,brightness,contrast",
    )
    .option("--every-corruption", "list each corruption in the table, where they are many, and not each family", false);
  return withDataOptions(withForeignOptions(withEngineOptions(withCorruptionOptions(command))));
}

export type SafetyOptions = ReturnType<ReturnType<typeof safetyCommand>["opts"]>;
