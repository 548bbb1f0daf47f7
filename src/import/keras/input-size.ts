import { InputError } from "../../core/error.ts";
import { LARGEST_SIDE } from "../../core/network-bounds.ts";
import type { Channels } from "../shared/grayscale.ts";
import { isModel, type ModelConfig, readModelConfig } from "./keras-config.ts";

const DEEPEST = 16;

/** Where the channels are, and the size of the images where the model says it. */
export interface InputSize {
  readonly channelsFirst: boolean;
  readonly channels: Channels;
  readonly height: number | undefined;
  readonly width: number | undefined;
}

/** The images' shape, at the input layer or, in a sequential model, at the first layer, however deep. */
export function inputSize(model: ModelConfig, subject: string, depth = 0): InputSize {
  const first = model.layers.find(({ kind }) => kind === "InputLayer") ?? model.layers[0];
  const { config } = first;
  const shape = config["batch_input_shape"] ?? config["batch_shape"] ?? config["batchInputShape"];
  if (shape === undefined && isModel(first.kind) && depth < DEEPEST) {
    return inputSize(readModelConfig({ class_name: first.kind, config }, subject), subject, depth + 1);
  }
  const sizes: readonly unknown[] = Array.isArray(shape) ? shape : [];
  const channels = ([3, 1] as const).find((count) => sizes[1] === count || sizes[3] === count);
  const channelsFirst = sizes[1] === channels && sizes[3] !== channels;
  if (!Array.isArray(shape) || shape.length !== 4 || channels === undefined) {
    throw new InputError(subject, {
      expected: "images [batch, height, width, 3]",
      got: `shape ${JSON.stringify(shape) ?? "not said"}`,
      remedy: "Models of another form can be exported to ONNX.",
    });
  }
  const [height, width] = (channelsFirst ? shape.slice(2) : shape.slice(1, 3)).map((size: unknown) =>
    typeof size === "number" && size > 0 && size <= LARGEST_SIDE ? size : undefined,
  );
  return { channelsFirst, channels, height, width };
}
