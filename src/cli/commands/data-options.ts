import { join } from "node:path";
import { Command, Option } from "@commander-js/extra-typings";
import { CHANNEL_READINGS } from "../../data/channel-reading.ts";
import { CLASS_ORDERS } from "../../data/folder/class-order.ts";
import { ALPHA_READINGS, DEFAULT_READING, EXIF_READINGS } from "../../data/image/image-reading.ts";
import { positiveInteger } from "../numbers.ts";

/** Title of the group in help texts. */
const DATA_GROUP = "Images of a folder:";

/** How a folder of images is read. */
const dataOptions = () =>
  new Command()
    .addOption(
      new Option(
        "--image-size <side>",
        "cut the largest centred square out of each and resize it to this side",
      ).argParser(positiveInteger),
    )
    .addOption(
      new Option(
        "--preprocess <steps>",
        "from files to what a network sees, as Pillow and torchvision do it: imagenet-224, the name of torchvision's weights (resnet50-v2), steps (resize=256:bicubic,crop=224), or a preprocessor_config.json; none: not even what lies beside a checkpoint says",
      ),
    )
    .addOption(
      new Option(
        "--image-cache <folder>",
        "where images that are more than memory should hold are kept decoded, 20 GB at most; none: they are decoded at each read",
      ).default(join("results", ".images")),
    )
    .addOption(
      new Option(
        "--class-order <order>",
        "order of the classes where a checkpoint does not name its outputs: natural (2 before 10) or text (10 before 2, as torchvision sorts); default: natural where all names are numbers, else text",
      ).choices(CLASS_ORDERS),
    )
    .addOption(
      new Option("--exif <reading>", "EXIF orientation: ignore it, as PyTorch does, or apply it")
        .choices(EXIF_READINGS)
        .default(DEFAULT_READING.exif),
    )
    .addOption(
      new Option(
        "--alpha-channel <reading>",
        "transparent images: drop the alpha channel, as PyTorch does, or blend with white",
      )
        .choices(ALPHA_READINGS)
        .default(DEFAULT_READING.alphaChannel),
    )
    .addOption(
      new Option(
        "--channels <reading>",
        "images as they are (grey ones with three equal channels), or all turned grey, for networks on one channel",
      )
        .choices(CHANNEL_READINGS)
        .default("as-is" as const),
    )
    .addOption(new Option("--skip-unreadable", "leave out and count files that cannot be read").default(false));

type DataOptions = ReturnType<ReturnType<typeof dataOptions>["opts"]>;

/** A command with these options, in a group of their own. */
export function withDataOptions<Args extends unknown[], Opts extends Record<string, unknown>>(
  command: Command<Args, Opts>,
): Command<Args, Opts & DataOptions> {
  command.optionsGroup(DATA_GROUP);
  for (const option of dataOptions().options) command.addOption(option);
  // Inferred, this type would hold every step from one option to the next: megabytes of declarations.
  return command as unknown as Command<Args, Opts & DataOptions>;
}
