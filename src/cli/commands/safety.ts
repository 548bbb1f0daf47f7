import { Command, Option } from "@commander-js/extra-typings";
import { ENGINE_IDS } from "../../engine/engine.ts";
import type { Io } from "../io.ts";
import { fractionList, positiveInteger, wholeNumber } from "../numbers.ts";

/** `ipswap-eval safety`: measures checkpoints under every condition and puts them side by side. */
export function safetyCommand(io: Io) {
  return new Command("safety")
    .description("measure checkpoints: clean, under attack and under corruption, side by side")
    .option("--ckpt <paths...>", "checkpoints to measure (default: the two that come with the program)")
    .option("--data <set>", "emoji, cifar10:PATH, cifar100:PATH or folder:PATH", "emoji")
    .option("--out <folder>", "where results go; an interrupted run goes on there (default: results/safety-<data>)")
    .option("--limit <n>", "measure the first n images only", positiveInteger)
    .option("--attacks <ids>", "attacks, comma-separated; all or none", "fgsm,i-fgsm")
    .option("--presets <ids>", "spaces of epsilon, comma-separated: standard, paper", "standard,paper")
    .option("--epsilons <list>", "fractions or n/255, comma-separated", fractionList)
    .option("--attack-limit <n>", "attack the first n images only; 0: all of them", wholeNumber, 500)
    .option("--corruptions <ids>", "corruptions, comma-separated; all or none", "gaussian_noise,brightness,contrast")
    .option("--seed <n>", "of every random draw", wholeNumber, 0)
    .addOption(new Option("--engine <id>", "how numbers are computed").choices(ENGINE_IDS).default("onnx" as const))
    .option("--threads <n>", "threads inside one operation (default: the processor's cores)", positiveInteger)
    .option("--restart", "discard what an earlier run left in --out", false)
    .option("--json", "print the result as JSON on stdout, and nothing else there", false)
    .action(async (options) => {
      const { runSafety } = await import("../run-safety.ts");
      await runSafety(options, io);
    });
}

export type SafetyOptions = ReturnType<ReturnType<typeof safetyCommand>["opts"]>;
