import { Command, Option } from "@commander-js/extra-typings";
import { ENGINE_IDS } from "../../engine/engine.ts";
import { ARCHITECTURES } from "../../model/architectures/index.ts";
import { METHODS } from "../../train/methods/index.ts";
import type { Io } from "../io.ts";
import { nonNegativeNumber, positiveInteger, positiveNumber, wholeNumber } from "../numbers.ts";
import { DATA_GROUP, dataOptions } from "./data-options.ts";

/** `ipswap-eval train`: trains a network with one of the methods. */
export function trainCommand(io: Io) {
  return new Command("train")
    .description("train a network; an interrupted run goes on from its last epoch")
    .requiredOption("--method <id>", `training method: ${METHODS.map(({ id }) => id).join(", ")}`)
    .option("--arch <id>", `network: ${ARCHITECTURES.map(({ id }) => id).join(", ")}`, "resnet20")
    .option("--data <set>", "emoji, cifar10:PATH, cifar100:PATH or folder:PATH", "emoji")
    .requiredOption("--out <folder>", "where the run's state, log and checkpoint go")
    .option("--epochs <n>", "the paper's 240-epoch schedules are scaled to it", positiveInteger, 240)
    .option("--batch <n>", "images per step; pairs for a paired method", positiveInteger, 64)
    .option("--lr <rate>", "learning rate before its steps", positiveNumber, 0.05)
    .option("--weight-decay <rate>", "of every weight", nonNegativeNumber, 5e-4)
    .option("--label-noise <rate>", "share of training labels made wrong: 0.2, or asymmetric:0.2", "0")
    .option("--limit <n>", "train with so many images only, every class keeping its share", positiveInteger)
    .option("--seed <n>", "of every random draw", wholeNumber, 0)
    .option("--test-every <n>", "epochs between two measurements on the test split", positiveInteger, 1)
    .addOption(new Option("--engine <id>", "how numbers are computed").choices(ENGINE_IDS).default("onnx" as const))
    .option("--threads <n>", "threads inside one operation (default: the processor's cores)", positiveInteger)
    .option("--restart", "discard what an earlier run left in --out", false)
    .option("--json", "print the result as JSON on stdout, and nothing else there", false)
    .optionsGroup("Options of single methods:")
    .option(
      "--p <probability>",
      "swap, ipswap: a number, incremental, or steps epoch:p,... of 240 epochs (default: 0.5)",
    )
    .option("--grid <n>", "swap, ipswap: patches per side of an image, which they must divide (default: 4)")
    .option("--gamma <weight>", "ipswap: weight of the cross-entropies (default: 1)")
    .option("--alpha <weight>", "ipswap: weight of the distillation (default: 1)")
    .option("--temperature <t>", "ipswap: temperature of the distillation (default: 4)")
    .option("--smoothing <s>", "label-smoothing: share spread over all classes (default: 0.1)")
    .option("--cutout-size <side>", "cutout: side of the erased square (default: 8)")
    .option("--mix-alpha <a>", "mixup, cutmix: shape of the beta distribution (default: 1)")
    .option("--cutmix-p <probability>", "cutmix: share of the batches that are mixed (default: 0.5)")
    .optionsGroup(DATA_GROUP)
    .addOption(dataOptions.imageSize())
    .addOption(dataOptions.classOrder())
    .addOption(dataOptions.exif())
    .addOption(dataOptions.alphaChannel())
    .addOption(dataOptions.skipUnreadable())
    .action(async (options) => {
      const { runTrain } = await import("../run-train.ts");
      await runTrain(options, io);
    });
}

export type TrainOptions = ReturnType<ReturnType<typeof trainCommand>["opts"]>;
