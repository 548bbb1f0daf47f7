import { Command, Option } from "@commander-js/extra-typings";
import { positiveInteger, wholeNumber } from "../numbers.ts";
import { withDataOptions } from "./data-options.ts";

/** `ipswap-eval corrupt`: corrupted images to files, or a few of them to look at. */
export function corruptCommand() {
  const command = new Command("corrupt")
    .description("write corrupted copies of a test set in the layout of CIFAR-100-C, or a contact sheet of some")
    .option("--data <set>", "emoji, or cifar10, cifar100, idx, npz or folder with :PATH", "emoji")
    .addOption(
      new Option("--split <split>", "split of the data set")
        .choices(["test", "train"] as const)
        .default("test" as const),
    )
    .option("--limit <n>", "only the first n images", positiveInteger)
    .option("--corruptions <ids>", "a suite or corruptions, comma-separated; see --list", "all-19")
    .addOption(
      new Option("--constants <set>", "severities of CIFAR-C or of ImageNet-C (default: by the images' size)").choices([
        "cifar",
        "imagenet",
      ] as const),
    )
    .option("--frost-textures <folder>", "the reference's frost1...frost5 instead of procedural textures")
    .option("--seed <n>", "seed of every random draw", wholeNumber, 0)
    .option(
      "--threads <n>",
      "worker threads; the images do not depend on how many (default: one per core)",
      positiveInteger,
    )
    .option("--out <folder>", "write <corruption>.npy and labels.npy here; a second run adds what is missing")
    .option("--preview <file>", "write a contact sheet as PNG")
    .option("--preview-images <n>", "images on the contact sheet", positiveInteger, 3)
    .option("--list", "print the corruptions and suites, and stop", false);
  return withDataOptions(command);
}

export type CorruptOptions = ReturnType<ReturnType<typeof corruptCommand>["opts"]>;
