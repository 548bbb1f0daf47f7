import { Command, Option } from "@commander-js/extra-typings";

/** Where corrupted images come from, and how they are made. */
const corruptionOptions = () =>
  new Command()
    .option("--corruption-files <folder>", "read CIFAR-100-C's or CIFAR-10-C's .npy files instead of corrupting")
    .addOption(
      new Option("--constants <set>", "severities of CIFAR-C or of ImageNet-C (default: by the images' size)").choices([
        "cifar",
        "imagenet",
      ] as const),
    )
    .option("--frost-textures <folder>", "the reference's frost1...frost5 instead of procedural textures");

export type CorruptionOptions = ReturnType<ReturnType<typeof corruptionOptions>["opts"]>;

/** A command with these options, in the group that it is at. */
export function withCorruptionOptions<Args extends unknown[], Opts extends Record<string, unknown>>(
  command: Command<Args, Opts>,
): Command<Args, Opts & CorruptionOptions> {
  for (const option of corruptionOptions().options) command.addOption(option);
  // As for the options of data: the inferred type would hold every step.
  return command as unknown as Command<Args, Opts & CorruptionOptions>;
}
