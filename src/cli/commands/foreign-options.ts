import { type Command, Option } from "@commander-js/extra-typings";
import { NORMALIZATIONS } from "../../import/shared/normalization.ts";
import { positiveInteger } from "../numbers.ts";

/** Title of the group in help texts. */
const FOREIGN_GROUP = "Third-party checkpoints (an option serves all checkpoints, or one each):";

/** What has to be said of files that do not say it themselves; each call makes the option anew. */
const foreignOptions = {
  arch: () =>
    new Option("--arch <ids...>", "architecture of PyTorch or safetensors weights, where it is not recognised"),
  weights: () =>
    new Option("--weights <names...>", "which of several sets of weights in a file, such as state_dict_ema or teacher"),
  output: () => new Option("--output <names...>", "which of several outputs of a file"),
  normalize: () =>
    new Option(
      "--normalize <ids...>",
      `normalisation of the input, where the file does not state it: ${Object.keys(NORMALIZATIONS).join(", ")} or m,m,m/s,s,s`,
    ),
  classes: () =>
    new Option(
      "--classes <files...>",
      "names of the outputs, in their order: a name a line, JSON, or ImageNet's class index; data: the outputs are in the order of the data's classes",
    ),
  resize: () =>
    new Option(
      "--resize [side]",
      "show networks larger images than the data has, enlarged in front of them (default side: the network's own)",
    ).argParser((text) => positiveInteger(text)),
};

/** A command with these options, in a group of their own. */
export function withForeignOptions<Args extends unknown[], Opts extends Record<string, unknown>>(
  command: Command<Args, Opts>,
) {
  return command
    .optionsGroup(FOREIGN_GROUP)
    .addOption(foreignOptions.arch())
    .addOption(foreignOptions.weights())
    .addOption(foreignOptions.output())
    .addOption(foreignOptions.normalize())
    .addOption(foreignOptions.classes())
    .addOption(foreignOptions.resize());
}
