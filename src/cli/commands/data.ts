import { Command } from "@commander-js/extra-typings";
import { positiveInteger } from "../numbers.ts";

/** `ipswap-eval data`: what a data set holds, before anything is measured on it. */
export function dataCommand() {
  return new Command("data")
    .description("describe a data set: classes, sizes, duplicates, files that cannot be read")
    .argument("<set>", "a path, whose kind is found by looking; or KIND:PATH, or emoji")
    .option("--preview <file>", "write a contact sheet as PNG: some images of each class")
    .option("--preview-images <n>", "images of each class on the contact sheet", positiveInteger, 8)
    .option("--json", "print JSON on stdout, and nothing else there", false);
}

export type DataCommandOptions = ReturnType<ReturnType<typeof dataCommand>["opts"]>;
