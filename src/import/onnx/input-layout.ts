import { InputError } from "../../core/error.ts";
import { CHANNELS } from "../../core/image.ts";
import { LARGEST_SIDE } from "../../core/network-bounds.ts";
import type { Channels } from "../shared/grayscale.ts";
import type { ImportOptions } from "../shared/imported-model.ts";
import type { OnnxGraph } from "./graph.ts";
import { typeName } from "./type-names.ts";

/** ONNX' codes of floating-point inputs. */
const FLOAT_TYPES = new Set([1, 10, 11, 16]);

/** What the input is held as: ONNX' own order means the same tensor with channels last, where channels come first. */
export interface InputLayout {
  readonly channelsFirst: boolean;
  readonly channels: Channels;
  readonly height: number;
  readonly width: number;
}

/** Where the channels are, and the size of the images. */
export function inputLayout({ input }: OnnxGraph, wanted: ImportOptions["imageSize"], path: string): InputLayout {
  const subject = `${path}, input ${input.name}`;
  const shape = `[${input.shape.map((size) => size ?? "?").join(", ")}]`;
  if (!FLOAT_TYPES.has(input.type)) {
    throw new InputError(subject, {
      expected: "images as floating-point numbers",
      got: `numbers of type ${typeName(input.type)}`,
      remedy: "Export the model without its preprocessing: with float32 images as the input.",
    });
  }
  const channels = ([CHANNELS, 1] as const).find((count) => input.shape[1] === count || input.shape[3] === count);
  const channelsFirst = input.shape[1] === channels;
  if (input.shape.length !== 4 || channels === undefined) {
    throw new InputError(subject, {
      expected: "images [batch, 3, height, width] or [batch, height, width, 3], or of one channel",
      got: shape,
    });
  }
  const [fileHeight, fileWidth] = channelsFirst ? input.shape.slice(2) : input.shape.slice(1, 3);
  const height = fileHeight ?? wanted?.height;
  const width = fileWidth ?? wanted?.width;
  if (height === undefined || width === undefined) {
    throw new InputError(subject, { expected: "the size of the images", got: shape, remedy: "Give `imageSize`." });
  }
  if (height > LARGEST_SIDE || width > LARGEST_SIDE) {
    throw new InputError(subject, { expected: `images of at most ${LARGEST_SIDE} pixels a side`, got: shape });
  }
  return { channelsFirst, channels, height, width };
}
