import { InputError } from "../../core/error.ts";
import { CHANNELS } from "../../core/image.ts";
import { LARGEST_SIDE } from "../../core/network-bounds.ts";
import type { ImportOptions } from "../shared/imported-model.ts";
import type { OnnxGraph } from "./graph.ts";

/** ONNX' codes of floating-point inputs. */
const FLOAT_TYPES = new Set([1, 10, 11, 16]);

/** What the input is held as: ONNX' own order means the same tensor with channels last, where channels come first. */
export interface InputLayout {
  readonly channelsFirst: boolean;
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
      got: `ONNX type ${input.type}`,
      remedy: "Export the model without its preprocessing.",
    });
  }
  const channelsFirst = input.shape[1] === CHANNELS;
  if (input.shape.length !== 4 || !(channelsFirst || input.shape[3] === CHANNELS)) {
    throw new InputError(subject, {
      expected: "images [batch, 3, height, width] or [batch, height, width, 3]",
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
  return { channelsFirst, height, width };
}
