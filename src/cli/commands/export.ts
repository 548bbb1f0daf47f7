import { Command, Option } from "@commander-js/extra-typings";

/** `ipswap-eval export`: a checkpoint in a format that other programs read. */
export function exportCommand() {
  return new Command("export")
    .description("write a checkpoint as ONNX or safetensors, with its normalisation and classes inside")
    .requiredOption("--ckpt <folder>", "checkpoint, or the folder of a training run")
    .addOption(
      new Option("--to <format>", "ONNX runs anywhere; safetensors has torchvision's names and PyTorch's layout")
        .choices(["onnx", "safetensors"] as const)
        .makeOptionMandatory(),
    )
    .option("--out <file>", "where to (default: the checkpoint's name with the format's ending, in this folder)");
}

export type ExportOptions = ReturnType<ReturnType<typeof exportCommand>["opts"]>;
