import { Command } from "@commander-js/extra-typings";
import { positiveInteger } from "../numbers.ts";

/** `ipswap-eval inspect`: what a model file is, and what evaluating it would need. */
export function inspectCommand() {
  return new Command("inspect")
    .description("describe a checkpoint or model file: format, architecture, input, output, operators")
    .requiredOption("--ckpt <path>", "checkpoint folder, or a PyTorch, safetensors, ONNX, Keras or TensorFlow.js model")
    .option("--arch <id>", "architecture of PyTorch or safetensors weights, where it is not recognised")
    .option("--weights <name>", "which of several sets of weights in the file")
    .option("--output <name>", "which of several outputs of the file")
    .option("--image-size <side>", "side of the images, pixels, where the model leaves it open", positiveInteger)
    .option("--json", "print JSON on stdout, and nothing else there", false);
}

export type InspectOptions = ReturnType<ReturnType<typeof inspectCommand>["opts"]>;
