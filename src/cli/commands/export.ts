import { Command, Option } from "@commander-js/extra-typings";
import type { Io } from "../io.ts";

/** `ipswap-eval export`: a checkpoint in a format that other programs read. */
export function exportCommand(io: Io) {
  return new Command("export")
    .description("write a checkpoint as ONNX or safetensors, with its normalisation and classes inside")
    .requiredOption("--ckpt <folder>", "checkpoint, or the folder of a training run")
    .addOption(
      new Option("--to <format>", "ONNX runs anywhere; safetensors has torchvision's names and PyTorch's layout")
        .choices(["onnx", "safetensors"] as const)
        .makeOptionMandatory(),
    )
    .option("--out <file>", "where to (default: the checkpoint's name with the format's ending, in this folder)")
    .action(async (options) => {
      const { runExport } = await import("../run-export.ts");
      await runExport(options, io);
    });
}

export type ExportOptions = ReturnType<ReturnType<typeof exportCommand>["opts"]>;
