import { Command, Option } from "@commander-js/extra-typings";
import { positiveInteger, wholeNumber } from "../numbers.ts";
import { withCorruptionOptions } from "./corruption-options.ts";
import { withDataOptions } from "./data-options.ts";
import { withEngineOptions } from "./engine-options.ts";
import { withForeignOptions } from "./foreign-options.ts";

/** `ipswap-eval explain`: what checkpoints predict for chosen examples, and where they look. */
export function explainCommand() {
  const command = new Command("explain")
    .description("show what checkpoints predict for chosen examples, and where they look (Grad-CAM)")
    .option("--ckpt <paths...>", "checkpoints to explain (default: the two that come with the program)")
    .option("--data <set>", "emoji, or cifar10, cifar100, idx, npz or folder with :PATH", "emoji")
    .option(
      "--examples <which>",
      "wrong:N, flips:N, mixed:N, class:NAME:N, or places in the data such as 17,42",
      "mixed:12",
    )
    .option("--cam-layer <name>", "layer to explain by, as inspect lists it (default: the last map before pooling)")
    .option(
      "--class <class>",
      "class that all maps are for, by name or number (default: the predicted and the true one)",
    )
    .addOption(
      new Option("--scale <how>", "brightness of maps: each by its own peak, or comparable between maps")
        .choices(["per-image", "shared"] as const)
        .default("per-image" as const),
    )
    .option(
      "--figures <ids>",
      "what the maps are worth, to compare checkpoints by: road, pointing, sanity, all or none",
      "none",
    )
    .option(
      "--figure-images <n>",
      "images that these figures are measured on, the first n (default: 128; fewer where they are larger than 64 x 64)",
      positiveInteger,
    )
    .option("--out <folder>", "where explain.json and explain.png go", "results/explain")
    .option("--limit <n>", "choose among the first n images only", positiveInteger)
    .option("--seed <n>", "seed of the bootstrap behind the intervals", wholeNumber, 0)
    .option("--json", "print the explanation as JSON on stdout, and nothing else there", false)
    .optionsGroup("Answers under conditions:")
    .option(
      "--conditions <list>",
      "what else the checkpoints are asked under, comma-separated: fog:3 (a corruption and its severity), fgsm:8/255 (an attack and its epsilon in pixels), fgsm:0.01:normalized; or none",
      "none",
    )
    .option(
      "--attack-limit <n>",
      "attack the first n images for the class averages, and the examples wherever they are; 0: all images",
      wholeNumber,
      128,
    );
  return withDataOptions(withForeignOptions(withEngineOptions(withCorruptionOptions(command))));
}

export type ExplainOptions = ReturnType<ReturnType<typeof explainCommand>["opts"]>;
