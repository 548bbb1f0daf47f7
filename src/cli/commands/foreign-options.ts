import { Command, Option } from "@commander-js/extra-typings";
import { OTHER_OUTPUTS } from "../../data/other-outputs.ts";
import { NORMALIZATIONS } from "../../import/shared/normalization.ts";
import { positiveInteger } from "../numbers.ts";

/** Title of the group in help texts. */
const FOREIGN_GROUP = "Third-party checkpoints (an option serves all checkpoints, or one each):";

/** What has to be said of files that do not say it themselves. */
const foreignOptions = () =>
  new Command()
    .addOption(
      new Option("--arch <ids...>", "architecture of PyTorch or safetensors weights, where it is not recognised"),
    )
    .addOption(
      new Option(
        "--weights <names...>",
        "which of several sets of weights in a file, such as state_dict_ema or teacher",
      ),
    )
    .addOption(new Option("--output <names...>", "which of several outputs of a file"))
    .addOption(
      new Option(
        "--normalize <ids...>",
        `normalisation of the input, where the file does not state it: ${Object.keys(NORMALIZATIONS).join(", ")} or m,m,m/s,s,s`,
      ),
    )
    .addOption(
      new Option(
        "--classes <files...>",
        "names of the outputs, in their order: a name a line, JSON, or ImageNet's class index; imagenet: the usual thousand; data: the outputs are in the order of the data's classes",
      ),
    )
    .addOption(
      new Option(
        "--other-outputs <how>",
        "outputs of classes that the data do not have: leave their logits out, or let them count as answers",
      )
        .choices(OTHER_OUTPUTS)
        .default("mask" as const),
    )
    .addOption(
      new Option(
        "--resize [side]",
        "show networks larger images than the data has, enlarged in front of them (default side: the network's own)",
      ).argParser((text) => positiveInteger(text)),
    );

type ForeignOptions = ReturnType<ReturnType<typeof foreignOptions>["opts"]>;

/** A command with these options, in a group of their own. */
export function withForeignOptions<Args extends unknown[], Opts extends Record<string, unknown>>(
  command: Command<Args, Opts>,
): Command<Args, Opts & ForeignOptions> {
  command.optionsGroup(FOREIGN_GROUP);
  for (const option of foreignOptions().options) command.addOption(option);
  // Inferred, this type would hold every step from one option to the next: megabytes of declarations.
  return command as unknown as Command<Args, Opts & ForeignOptions>;
}
