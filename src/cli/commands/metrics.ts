import { Command, InvalidArgumentError, Option } from "@commander-js/extra-typings";
import { positiveInteger, wholeNumber } from "../numbers.ts";

/** `ipswap-eval metrics`: every reliability metric on logits or probabilities that any program saved. */
export function metricsCommand() {
  return new Command("metrics")
    .description(
      "every reliability metric, with confidence intervals, on logits or probabilities saved by any framework; of label maps (--segmentation) and boxes (--detections) too",
    )
    .option("--logits <file>", "a row of logits per example: .npy, .npz, .csv or JSON lines")
    .option("--probabilities <file>", "the same, after the softmax; instead of --logits")
    .addOption(
      new Option(
        "--softmax <precision>",
        "precision of the softmax of --logits; in float32, as in most frameworks, very confident predictions tie",
      )
        .choices(["float64", "float32"] as const)
        .default("float64" as const),
    )
    .option("--labels <file>", "true classes (default: in the JSON lines or the .npz, beside the logits)")
    .option("--other <file>", "a second model's rows for the same examples: compared with the first, in pairs")
    .option("--segmentation <folder>", "predicted label maps as PNG, in place of --logits: mIoU and what belongs to it")
    .option("--detections <file>", "detections as COCO's results have them, in place of --logits: average precision")
    .option(
      "--truth <path>",
      "label maps: a folder, or pairs:, voc:, cityscapes:, camvid:, rugd:PATH; boxes: COCO's instances.json or VOC's folder",
    )
    .option("--images <file>", "names of the images to be measured, one a line (VOC: its test or val list by itself)")
    .option("--classes <n|file>", "label maps: number of classes, or a file with a name a line")
    .option(
      "--void <labels>",
      "label maps: labels of the truth that are not scored, such as 255 (default: the layout's)",
    )
    .option("--merge <name|file>", "label maps: classes put together; rugd-6, or JSON with classes and labels")
    .option("--merge-predictions", "the predictions hold the labels before --merge too", false)
    .addOption(
      new Option("--predicted-void <how>", "label maps: what to do where no class was predicted")
        .choices(["refuse", "missed"] as const)
        .default("refuse" as const),
    )
    .option(
      "--centre-crop <side>",
      "label maps: score jfzhang95's centre crop (513) and not whole images",
      positiveInteger,
    )
    .option("--score-threshold <score>", "boxes: detections below it do not count in D-ECE and LaECE", anyNumber, 0)
    .option(
      "--corrupted <folder>",
      "label maps, boxes: the same network's under corruption, as fog-3 or fog-3.json: mPC, rPC",
    )
    .option("--out <folder>", "label maps, boxes: store the result, and the pixels counted by image (.npy)")
    .option("--superclasses <file>", "superclass of each class, for the metrics about relatives")
    .option("--metrics <ids>", "comma-separated; see --list")
    .option("--variant <id>", "compute what differs there as another code base does; see --list")
    .option("--resamples <n>", "bootstrap resamples", positiveInteger, 2000)
    .option("--permutations <n>", "permutations of the paired test against --other", positiveInteger, 2000)
    .option("--seed <n>", "seed of the bootstrap and of the permutations", wholeNumber, 0)
    .option("--level <share>", "confidence level of the intervals", share, 0.95)
    .addOption(
      new Option("--interval <kind>", "type of bootstrap interval")
        .choices(["percentile", "bca"] as const)
        .default("percentile" as const),
    )
    .option("--titles", "print what each metric is, in place of the signature that says how it was computed", false)
    .option("--list", "print the metrics and the variants, and stop", false)
    .option("--json", "print the result as JSON on stdout, and nothing else there", false);
}

export type MetricsOptions = ReturnType<ReturnType<typeof metricsCommand>["opts"]>;

function anyNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("Expected a number, such as 0.3.");
  return value;
}

function share(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError("Expected a number between 0 and 1, such as 0.95.");
  return value;
}
