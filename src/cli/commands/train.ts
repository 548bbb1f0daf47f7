import { Command, Option } from "@commander-js/extra-typings";
import { NORMALIZATIONS } from "../../import/shared/normalization.ts";
import { ARCHITECTURE_IDS } from "../../model/architectures/ids.ts";
import { AUGMENTATIONS } from "../../train/augmentations/index.ts";
import { METHODS } from "../../train/methods/index.ts";
import { OPTIMIZER_IDS } from "../../train/optimizer-ids.ts";
import { nonNegativeNumber, positiveInteger, positiveNumber, wholeNumber } from "../numbers.ts";
import { withDataOptions } from "./data-options.ts";
import { withEngineOptions } from "./engine-options.ts";
import { choices, methodOptions } from "./method-options.ts";

/** `ipswap-eval train`: trains a network with one of the methods. */
export function trainCommand() {
  const described = new Command("train")
    .description("train a network; an interrupted run continues after its last whole epoch")
    .option("--list", "list methods and networks, what they cost and where they come from, and stop", false)
    .option("--method <id>", "how the network learns; the list is below")
    .option("--augment <id>", "what is done to images after crop and flip; the list is below", "none")
    .option("--teacher <checkpoint>", "trained network to learn from, of any format, for methods that do")
    .option("--init <checkpoint>", "start from its weights, of any format whose layers are known; default: new weights")
    .option("--arch <id>", `network: ${ARCHITECTURE_IDS.join(", ")}`, "resnet20")
    .option("--data <set>", "emoji, or cifar10, cifar100, idx, npz or folder with :PATH", "emoji")
    .option("--out <folder>", "where the run's state, log and checkpoint go")
    .option("--epochs <n>", "the paper's 240-epoch schedules are scaled to it", positiveInteger, 240)
    .option(
      "--batch <n>",
      "examples per step: images, or pairs of images where the method takes pairs",
      positiveInteger,
      64,
    )
    .option("--lr <rate>", "learning rate before its steps", positiveNumber, 0.05)
    .option("--schedule <shape>", "how it falls: steps, cosine, polynomial or polynomial:POWER", "steps")
    .option("--warmup <epochs>", "epochs over which it rises from nothing first", nonNegativeNumber, 0)
    .addOption(
      new Option("--optimizer <id>", "how gradients move weights").choices(OPTIMIZER_IDS).default("sgd" as const),
    )
    .option("--momentum <share>", "of SGD", nonNegativeNumber, 0.9)
    .option("--nesterov", "Nesterov's momentum, of SGD", false)
    .option("--weight-decay <rate>", "of the weights that --decay says", nonNegativeNumber, 5e-4)
    .addOption(
      new Option("--decay <which>", "all weights, or kernels: not biases and normalisations")
        .choices(["all", "kernels"] as const)
        .default("all" as const),
    )
    .option("--clip-norm <length>", "shorten the gradient to this Euclidean length", positiveNumber)
    .option(
      "--drop-path <probability>",
      "leave out the last block for an image, earlier ones less often",
      nonNegativeNumber,
      0,
    )
    .option("--label-noise <rate>", "share of training labels made wrong: 0.2, or asymmetric:0.2", "0")
    .option("--limit <n>", "train with so many images only, every class keeping its share", positiveInteger)
    .option(
      "--validation <share>",
      "hold out this share of the training split, and test on it instead of the test split",
      positiveNumber,
    )
    .option("--seed <n>", "seed of every random draw", wholeNumber, 0)
    .option(
      "--dynamics",
      "note after every epoch how large each convolution's gradient is, and how far apart the images of a pair are, with swapped patches and without",
      false,
    )
    .option("--test-every <n>", "epochs between two measurements on the test split", positiveInteger, 1)
    .option("--restart", "discard what an earlier run left in --out", false)
    .option("--json", "print the result as JSON on stdout, and nothing else there", false)
    .optionsGroup("Where the file of --teacher or --init does not say it:")
    .option("--teacher-arch <id>", "architecture of PyTorch or safetensors weights, where it is not recognised")
    .option("--init-normalize <id>", "the same of --init: on what its weights were trained")
    .option("--teacher-normalize <id>", `${Object.keys(NORMALIZATIONS).join(", ")} or m,m,m/s,s,s`);
  const command = withDataOptions(withEngineOptions(described));
  for (const option of [
    ...methodOptions(METHODS, { plural: "methods", option: "--method" }),
    ...methodOptions(AUGMENTATIONS, { plural: "augmentations", option: "--augment" }),
  ]) {
    command.addOption(option);
  }
  return command
    .addHelpText("after", choices("Methods:", METHODS))
    .addHelpText("after", choices("Augmentations:", AUGMENTATIONS));
}

export type TrainOptions = ReturnType<ReturnType<typeof trainCommand>["opts"]>;
